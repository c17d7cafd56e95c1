#include "widgets/postmortem/pageflow.h"

#include "models/incidents/plaintext.h"
#include "widgets/theme.h"

#include <QTextLayout>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr double cellPadding = 4;
constexpr double headRoom = 96; ///< of what follows a heading at least
constexpr int textSize = 12;
constexpr int tableSize = 11;

QFont fontOf(int size, QFont::Weight weight = QFont::Normal)
{
    QFont font = Theme::instance().font(size, weight);
    font.setHintingPreference(QFont::PreferNoHinting); // paper has no pixels
    return font;
}

/// Lines of a width, made once.
std::unique_ptr<QTextLayout> laidOut(const QString &text, const QFont &font, double width)
{
    auto layout = std::make_unique<QTextLayout>(plainText(text).replace(u'\n', QChar::LineSeparator), font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setUseDesignMetrics(true);
    layout->setTextOption(option);
    layout->beginLayout();
    double y = 0;
    for (QTextLine line = layout->createLine(); line.isValid(); line = layout->createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, y});
        y += line.height();
    }
    layout->endLayout();
    return layout;
}

} // namespace

PageFlow::PageFlow(QPdfWriter &writer, const QString &footer, int pages)
    : m_writer(writer)
    , m_footer(footer)
    , m_pagesInAll(pages)
{
    m_painter.begin(&writer);
    m_painter.scale(writer.width() / pageWidth, writer.height() / pageHeight);
    m_painter.setRenderHint(QPainter::Antialiasing);
}

PageFlow::~PageFlow()
{
    footer();
    m_painter.end();
}

void PageFlow::footer()
{
    const Colours &c = Theme::paper();
    m_painter.save();
    m_painter.setPen(QPen(c.border, 0.75));
    const double y = pageHeight - margin - 6;
    m_painter.drawLine(QPointF(margin, y), QPointF(margin + width, y));
    m_painter.setFont(fontOf(10));
    m_painter.setPen(c.dim);
    const QRectF line(margin, y + 4, width, 16);
    const QString number = m_pagesInAll > 0 ? u"page %1 of %2"_s.arg(m_page).arg(m_pagesInAll) : QString();
    const QFontMetricsF metrics(m_painter.font());
    m_painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, number);
    m_painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                       metrics.elidedText(plainText(m_footer), Qt::ElideMiddle, width - 120));
    m_painter.restore();
}

void PageFlow::newPage()
{
    footer();
    m_writer.newPage();
    ++m_page;
    m_y = margin;
}

void PageFlow::need(double height)
{
    if (room() < height && m_y > margin) {
        newPage();
    }
}

void PageFlow::text(const QString &text, const QFont &font, const QColor &colour, double after)
{
    const auto layout = laidOut(text, font, width);
    m_painter.setPen(colour);
    for (int i = 0; i < layout->lineCount(); ++i) {
        const QTextLine line = layout->lineAt(i);
        need(line.height());
        line.draw(&m_painter, {margin, m_y - line.y()});
        m_y += line.height();
    }
    m_y += after;
}

void PageFlow::title(const QString &text)
{
    this->text(text, fontOf(22, QFont::DemiBold), Theme::paper().text, 4);
}

void PageFlow::heading(const QString &text)
{
    m_y += m_y > margin ? 14 : 0;
    need(headRoom);
    this->text(text, fontOf(16, QFont::DemiBold), Theme::paper().text, 6);
}

void PageFlow::subheading(const QString &text)
{
    m_y += 6;
    need(headRoom);
    this->text(text, fontOf(12, QFont::DemiBold), Theme::paper().text, 2);
}

void PageFlow::paragraph(const QString &text)
{
    this->text(text, fontOf(textSize), Theme::paper().text, 6);
}

void PageFlow::blank(double height)
{
    need(height);
    m_painter.setPen(QPen(Theme::paper().border, 0.75, Qt::DashLine));
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawRect(QRectF(margin, m_y, width, height));
    m_y += height + 4;
}

void PageFlow::drawing(double height, const std::function<void(QPainter &, const QRectF &)> &draw)
{
    need(height);
    m_painter.save();
    draw(m_painter, QRectF(margin, m_y, width, height));
    m_painter.restore();
    m_y += height + 6;
}

void PageFlow::table(const std::vector<Column> &columns, const QList<QStringList> &rows)
{
    const Colours &c = Theme::paper();
    const QFont font = fontOf(tableSize);
    const QFont headFont = fontOf(tableSize, QFont::DemiBold);
    const bool hasHead = std::any_of(columns.begin(), columns.end(),
                                     [](const Column &column) { return !column.head.isEmpty(); });
    const auto rule = [&] {
        m_painter.setPen(QPen(c.line, 0.75));
        m_painter.drawLine(QPointF(margin, m_y), QPointF(margin + width, m_y));
    };
    /// Draws a row, over several pages where it is longer than one.
    const auto draw = [&](const QStringList &cells, const QFont &cellFont, const QColor &colour,
                          const std::function<void()> &onNewPage) {
        std::vector<std::unique_ptr<QTextLayout>> layouts;
        int lines = 1;
        double height = QFontMetricsF(cellFont).height();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            layouts.push_back(laidOut(cells.value(static_cast<qsizetype>(i)), cellFont,
                                      columns[i].width * width - 2 * cellPadding));
            lines = std::max(lines, layouts.back()->lineCount());
            if (layouts.back()->lineCount() > 0) {
                height = std::max(height, layouts.back()->lineAt(0).height());
            }
        }
        if (lines * height + 2 * cellPadding > room() && lines * height < bottom - margin - 40) {
            newPage();
            onNewPage();
        }
        m_y += cellPadding;
        for (int line = 0; line < lines; ++line) {
            if (room() < height + cellPadding) {
                newPage();
                onNewPage();
                m_y += cellPadding;
            }
            m_painter.setPen(colour);
            double x = margin;
            for (std::size_t i = 0; i < columns.size(); ++i) {
                if (line < layouts[i]->lineCount()) {
                    const QTextLine drawn = layouts[i]->lineAt(line);
                    drawn.draw(&m_painter, {x + cellPadding, m_y - drawn.y()});
                }
                x += columns[i].width * width;
            }
            m_y += height;
        }
        m_y += cellPadding;
        rule();
    };
    const auto drawHead = [&] {
        if (!hasHead) {
            return;
        }
        QStringList heads;
        for (const Column &column : columns) {
            heads.append(column.head);
        }
        draw(heads, headFont, c.dim, [] {});
    };
    drawHead();
    for (const QStringList &row : rows) {
        draw(row, font, c.text, drawHead);
    }
    m_y += 8;
}

} // namespace quarterdeck
