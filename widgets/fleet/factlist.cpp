#include "widgets/fleet/factlist.h"

#include "widgets/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>

namespace quarterdeck {

class FactList::GlyphLabel final : public QWidget
{
public:
    explicit GlyphLabel(QWidget *parent) : QWidget(parent) { setFixedSize(14, 16); }
    void set(std::optional<Glyph> glyph, const QColor &colour)
    {
        m_glyph = glyph;
        m_colour = colour;
        setVisible(glyph.has_value());
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        if (m_glyph) {
            QPainter painter(this);
            paintGlyph(painter, *m_glyph, QRectF(0, 3.5, 10, 10), m_colour);
        }
    }

private:
    std::optional<Glyph> m_glyph;
    QColor m_colour;
};

namespace {

void setColour(QLabel *label, const QColor &colour)
{
    // The application's style sheet gives labels a colour; it has to be overruled in its own language.
    const QString sheet = QStringLiteral("color: %1;").arg(colour.name());
    if (label->styleSheet() != sheet) { // setting one is dear, also when it is the same
        label->setStyleSheet(sheet);
    }
}

/// Breaks long words such as addresses and class names where the box ends: without it one long word from the
/// fleet makes the whole panel wider than the window.
QString breakable(const QString &text)
{
    QString result;
    int run = 0;
    for (const QChar c : text) {
        result += c;
        run = c.isSpace() ? 0 : run + 1;
        if (run >= 20 && !c.isHighSurrogate()) {
            result += QChar(0x200B);
            run = 0;
        }
    }
    return result;
}

} // namespace

FactList::FactList(int nameWidth, QWidget *parent)
    : QWidget(parent)
    , m_nameWidth(nameWidth)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(0);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(2, 1);
}

void FactList::addLine()
{
    const int row = static_cast<int>(m_lines.size());
    Line line{new GlyphLabel(this), new QLabel(this), new QLabel(this), new QLabel(this)};
    for (QLabel *label : {line.name, line.value, line.note}) {
        label->setTextFormat(Qt::PlainText);
        label->setFont(Theme::instance().font(12));
    }
    line.name->setWordWrap(true);
    line.value->setWordWrap(true);
    line.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    line.value->setSizePolicy(policy);
    line.note->setAlignment(Qt::AlignRight | Qt::AlignTop);
    m_grid->addWidget(line.glyph, row, 0, Qt::AlignTop);
    m_grid->addWidget(line.name, row, 1, Qt::AlignTop);
    m_grid->addWidget(line.value, row, 2, Qt::AlignTop);
    m_grid->addWidget(line.note, row, 3, Qt::AlignTop);
    m_lines.append(line);
}

void FactList::setFacts(const QList<Fact> &facts)
{
    while (m_lines.size() < facts.size()) {
        addLine();
    }
    const QColor text = colours().text;
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        const Line &line = m_lines[i];
        const bool shown = i < facts.size();
        for (QWidget *widget : {static_cast<QWidget *>(line.name), static_cast<QWidget *>(line.value)}) {
            widget->setVisible(shown);
        }
        if (!shown) {
            line.glyph->set({}, {});
            line.note->hide();
            continue;
        }
        const Fact &fact = facts[i];
        if (i < m_facts.size() && m_facts[i] == fact && line.name->property("ink") == text.name()) {
            continue;
        }
        line.glyph->set(fact.glyph, fact.glyphColour);
        line.name->setText(breakable(fact.name));
        line.name->setFixedWidth(m_nameWidth - (fact.glyph ? 14 : 0));
        line.name->setContentsMargins(fact.indent * 10, 0, 6, 0);
        setColour(line.name, fact.indent > 0 ? colours().dim : text);
        line.name->setProperty("ink", text.name());
        line.value->setFont(fact.monospace ? Theme::instance().monospace(12) : Theme::instance().font(12));
        line.value->setText(breakable(fact.value));
        setColour(line.value, fact.valueColour.isValid() ? fact.valueColour : text);
        line.value->setAccessibleName(QStringLiteral("%1: %2 %3").arg(fact.name, fact.value, fact.note));
        line.note->setVisible(!fact.note.isEmpty());
        line.note->setText(fact.note);
        line.note->setContentsMargins(8, 0, 0, 0);
        setColour(line.note, colours().dim);
    }
    m_facts = facts;
}

} // namespace quarterdeck
