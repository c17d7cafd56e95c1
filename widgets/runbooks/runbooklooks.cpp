#include "widgets/runbooks/runbooklooks.h"

#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace quarterdeck {

Look lookOf(RunState state)
{
    const Theme &theme = Theme::instance();
    switch (state) {
    case RunState::Planned:
    case RunState::Preflight:
        return {Glyph::Ring, colours().dim};
    case RunState::Armed:
        return {Glyph::Triangle, theme.state(State::Degraded)};
    case RunState::Running:
    case RunState::Verifying:
        return {Glyph::Half, colours().accent};
    case RunState::AbortRequested:
        return {Glyph::Diamond, theme.state(State::Degraded)};
    case RunState::Succeeded:
        return {Glyph::Disc, theme.state(State::Up)};
    case RunState::Failed:
        return {Glyph::Square, theme.state(State::Down)};
    case RunState::Refused:
    case RunState::Aborted:
        return {Glyph::Dash, theme.state(State::Unknown)};
    case RunState::OutcomeUnknown:
        return {Glyph::Diamond, theme.state(State::NotReady)};
    case RunState::Interrupted:
        return {Glyph::CrossedSquare, theme.state(State::Degraded)};
    }
    return {};
}

Look lookOf(StepState state)
{
    const Theme &theme = Theme::instance();
    switch (state) {
    case StepState::Waiting:
        return {Glyph::Ring, colours().faint};
    case StepState::Intended:
    case StepState::Sent:
        return {Glyph::Half, colours().accent};
    case StepState::Done:
        return {Glyph::Disc, theme.state(State::Up)};
    case StepState::Failed:
        return {Glyph::Square, theme.state(State::Down)};
    case StepState::Unknown:
        return {Glyph::Diamond, theme.state(State::NotReady)};
    case StepState::Skipped:
    case StepState::Aborted:
        return {Glyph::Dash, theme.state(State::Unknown)};
    }
    return {};
}

Look lookOf(RunbookCheck::Outcome outcome)
{
    const Theme &theme = Theme::instance();
    switch (outcome) {
    case RunbookCheck::Outcome::Holds:
        return {Glyph::Disc, theme.state(State::Up)};
    case RunbookCheck::Outcome::Fails:
        return {Glyph::Square, theme.state(State::Down)};
    case RunbookCheck::Outcome::Unknown:
        return {Glyph::Ring, theme.state(State::Degraded)};
    case RunbookCheck::Outcome::Overridden:
        return {Glyph::Triangle, theme.state(State::Degraded)};
    }
    return {};
}

QString verbOf(RunbookKind kind)
{
    switch (kind) {
    case RunbookKind::Switchover:
        return QStringLiteral("Switch over");
    case RunbookKind::Failover:
        return QStringLiteral("Fail over");
    case RunbookKind::Rollback:
        return QStringLiteral("Roll back");
    case RunbookKind::Drain:
        return QStringLiteral("Drain");
    case RunbookKind::Restart:
        return QStringLiteral("Restart");
    case RunbookKind::Breaker:
        return QStringLiteral("Set the breaker of");
    case RunbookKind::Custom:
        return QStringLiteral("Run on");
    }
    return {};
}

RunbookCard::RunbookCard(const QString &objectName, const QString &heading, QWidget *parent)
    : QFrame(parent)
    , m_heading(new QLabel(this))
    , m_aside(new QLabel(this))
    , m_column(new QVBoxLayout(this))
{
    setObjectName(objectName);
    setProperty("panel", true);
    m_column->setContentsMargins(14, 10, 14, 12);
    m_column->setSpacing(7);
    auto *head = new QHBoxLayout;
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setProperty("tone", QStringLiteral("heading"));
    m_aside->setObjectName(objectName + QStringLiteral("Aside"));
    m_aside->setTextFormat(Qt::PlainText);
    m_aside->setProperty("tone", QStringLiteral("dim"));
    head->addWidget(m_heading, 1);
    head->addWidget(m_aside);
    m_column->addLayout(head);
    setHeading(heading);
}

void RunbookCard::setHeading(const QString &heading)
{
    m_heading->setText(heading);
    setAccessibleName(heading);
}

QLabel *plainLabel(const QString &objectName, const char *tone, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(objectName);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setProperty("tone", QLatin1String(tone));
    return label;
}

int paintChip(QPainter &painter, const QRect &row, int right, const QString &word, const QColor &colour)
{
    painter.save();
    painter.setFont(Theme::instance().font(11));
    const int width = painter.fontMetrics().horizontalAdvance(word) + 14;
    const QRect box(right - width, row.center().y() - 8, width, 17);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours().raised);
    painter.drawRoundedRect(box, 8, 8);
    painter.setPen(colour);
    painter.drawText(box, Qt::AlignCenter, word);
    painter.restore();
    return box.left();
}

} // namespace quarterdeck
