#include "widgets/incidents/incidentfacts.h"

#include "widgets/figures.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int cellHeight = 52;
constexpr int cellGap = 14;
constexpr int nameWidth = 124;
constexpr int factGap = 4;
constexpr int mostFactLines = 3;

QColor colourOf(IncidentFigure::Tone tone)
{
    switch (tone) {
    case IncidentFigure::Tone::Good:
        return Theme::instance().state(State::Up);
    case IncidentFigure::Tone::Bad:
        return Theme::instance().state(State::Down);
    case IncidentFigure::Tone::Dim:
        return colours().faint;
    case IncidentFigure::Tone::Usual:
        break;
    }
    return colours().text;
}

} // namespace

IncidentFacts::IncidentFacts(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"incidentFacts"_s);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void IncidentFacts::setFacts(const QList<IncidentFigure> &figures,
                             const QList<std::pair<QString, QString>> &facts)
{
    if (figures == m_figures && facts == m_facts) {
        return;
    }
    m_figures = figures;
    m_facts = facts;
    QStringList said;
    for (const IncidentFigure &figure : figures) {
        said.append(u"%1 %2 %3"_s.arg(figure.title, figure.value, figure.note).trimmed());
    }
    for (const auto &[name, text] : facts) {
        said.append(u"%1: %2"_s.arg(name, text));
    }
    setAccessibleName(said.join(u"; "_s));
    updateGeometry();
    update();
}

QString IncidentFacts::value(const QString &id) const
{
    for (const IncidentFigure &figure : m_figures) {
        if (figure.id == id) {
            return figure.value;
        }
    }
    return {};
}

QList<IncidentFacts::Cell> IncidentFacts::cells(int width) const
{
    const QFont big = Theme::instance().font(15, QFont::DemiBold);
    const QFont small = Theme::instance().font(12);
    QList<Cell> cells;
    int x = 0;
    int y = 0;
    for (int i = 0; i < m_figures.size(); ++i) {
        const IncidentFigure &figure = m_figures.at(i);
        const int needs = std::max({figuresWidth(big, figure.value), figuresWidth(small, figure.title),
                                    figuresWidth(small, figure.note)}) +
                          2;
        if (x > 0 && x + needs > width) {
            x = 0;
            y += cellHeight + 8;
        }
        cells.append({QRect(x, y, std::min(needs, width), cellHeight), i});
        x += needs + 2 * cellGap;
    }
    return cells;
}

QRect IncidentFacts::factBox(const QString &text, int top, int width) const
{
    const QFontMetrics metrics(Theme::instance().font(12));
    const QRect box =
        metrics.boundingRect(QRect(0, 0, std::max(80, width - nameWidth), 10000), Qt::TextWordWrap, text);
    return {nameWidth, top, std::max(80, width - nameWidth),
            std::min(box.height(), mostFactLines * metrics.lineSpacing())};
}

int IncidentFacts::factsHeight(int width) const
{
    int height = 0;
    for (const auto &[name, text] : m_facts) {
        height += factBox(text, 0, width).height() + factGap;
    }
    return height;
}

int IncidentFacts::heightForWidth(int width) const
{
    const QList<Cell> all = cells(width);
    const int strip = all.isEmpty() ? 0 : all.last().box.bottom() + 1;
    return strip + 10 + factsHeight(width);
}

QSize IncidentFacts::sizeHint() const
{
    return {700, heightForWidth(std::max(width(), 500))};
}

QSize IncidentFacts::minimumSizeHint() const
{
    return {300, cellHeight};
}

void IncidentFacts::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colours &c = colours();
    const Theme &theme = Theme::instance();
    int bottom = 0;
    for (const Cell &cell : cells(width())) {
        const IncidentFigure &figure = m_figures.at(cell.figure);
        const QRect &box = cell.box;
        painter.setFont(theme.font(15, QFont::DemiBold));
        painter.setPen(colourOf(figure.tone));
        drawFigures(painter, QRect(box.left(), box.top(), box.width() + 2, 20),
                    Qt::AlignLeft | Qt::AlignVCenter, figure.value);
        painter.setFont(theme.font(12));
        painter.setPen(c.dim);
        painter.drawText(QRect(box.left(), box.top() + 20, box.width() + 2, 16),
                         Qt::AlignLeft | Qt::AlignVCenter, figure.title);
        painter.setPen(c.faint);
        drawFigures(painter, QRect(box.left(), box.top() + 36, box.width() + 2, 16),
                    Qt::AlignLeft | Qt::AlignVCenter, figure.note);
        painter.fillRect(QRect(box.right() + cellGap, box.top() + 2, 1, cellHeight - 6), c.border);
        bottom = box.bottom() + 1;
    }
    int top = bottom + 10;
    painter.setFont(theme.font(12));
    for (const auto &[name, text] : m_facts) {
        const QRect box = factBox(text, top, width());
        const int line = painter.fontMetrics().lineSpacing();
        painter.setPen(c.dim);
        painter.drawText(QRect(0, top, nameWidth - 8, line), Qt::AlignLeft | Qt::AlignTop, name);
        painter.setPen(c.text);
        const bool isOneLine = box.height() < 2 * line;
        painter.drawText(box, isOneLine ? int(Qt::AlignLeft) : int(Qt::AlignLeft | Qt::TextWordWrap),
                         isOneLine ? painter.fontMetrics().elidedText(text, Qt::ElideRight, box.width())
                                   : text);
        top += box.height() + factGap;
    }
}

bool IncidentFacts::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QString tip;
        for (const Cell &cell : cells(width())) {
            if (cell.box.adjusted(-4, -2, 4, 2).contains(help->pos())) {
                tip = m_figures.at(cell.figure).hint;
            }
        }
        QToolTip::showText(help->globalPos(),
                           tip.isEmpty() ? QString() : u"<p>%1</p>"_s.arg(tip.toHtmlEscaped()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace quarterdeck
