#include "widgets/runbooks/runbookblast.h"

#include "models/items/formatter.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QLabel>
#include <QPainter>
#include <QToolTip>
#include <QVBoxLayout>

namespace quarterdeck {

QString statesOf(const QList<BlastRadius::Member> &members)
{
    int counts[stateCount] = {};
    for (const BlastRadius::Member &member : members) {
        ++counts[static_cast<int>(member.state)];
    }
    QStringList words;
    for (int state = 0; state < stateCount; ++state) {
        if (counts[state] > 0) {
            words.append(QStringLiteral("%1 %2").arg(format::count(counts[state]),
                                                     toString(static_cast<State>(state))));
        }
    }
    return words.join(QStringLiteral(", "));
}

RunbookBlastMap::RunbookBlastMap(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("blastMap"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void RunbookBlastMap::setMembers(const QList<BlastRadius::Member> &members)
{
    if (m_members == members) {
        return;
    }
    const bool otherSize = m_members.size() != members.size();
    m_members = members;
    setVisible(!members.isEmpty());
    setAccessibleName(QStringLiteral("Dependants: %1").arg(statesOf(members)));
    if (otherSize) {
        updateGeometry();
    }
    update();
}

int RunbookBlastMap::columns(int width) const
{
    return std::max(1, width / pitch);
}

int RunbookBlastMap::heightForWidth(int width) const
{
    const int perRow = columns(width);
    const int rows = (static_cast<int>(m_members.size()) + perRow - 1) / perRow;
    return std::clamp(rows, 1, maxRows) * pitch;
}

QSize RunbookBlastMap::sizeHint() const
{
    return {400, heightForWidth(std::max(width(), 200))};
}

int RunbookBlastMap::shownCells() const
{
    return std::min(static_cast<int>(m_members.size()), columns(width()) * maxRows);
}

QRect RunbookBlastMap::cellRect(int cell) const
{
    const int perRow = columns(width());
    return {cell % perRow * pitch, cell / perRow * pitch, pitch - 2, pitch - 3};
}

int RunbookBlastMap::cellAt(const QPoint &place) const
{
    if (place.x() < 0 || place.y() < 0 || place.x() / pitch >= columns(width())) {
        return -1;
    }
    const int cell = place.y() / pitch * columns(width()) + place.x() / pitch;
    return cell < shownCells() ? cell : -1;
}

void RunbookBlastMap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const int shown = shownCells();
    for (int cell = 0; cell < shown; ++cell) {
        const State state = m_members.at(cell).state;
        const QRectF box = cellRect(cell);
        painter.setBrush(Theme::instance().cell(state));
        painter.drawRoundedRect(box, 1.5, 1.5);
        if (state == State::Down) { // a notch: the colour is not the only sign
            painter.fillRect(QRectF(box.center().x() - 2.5, box.center().y() - 0.5, 5, 1.5), colours().bar);
        }
    }
}

bool RunbookBlastMap::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int cell = cellAt(help->pos());
        if (cell >= 0) {
            const BlastRadius::Member &member = m_members.at(cell);
            QToolTip::showText(help->globalPos(),
                               QStringLiteral("%1 (%2): %3")
                                   .arg(member.name, member.service, toString(member.state))
                                   .toHtmlEscaped(),
                               this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

/// The names of the instances that are acted on, each in a box with its state.
class RunbookBlast::Chips final : public QWidget
{
public:
    explicit Chips(QWidget *parent) : QWidget(parent)
    {
        setObjectName(QStringLiteral("blastTargets"));
        setFixedHeight(30);
    }

    void setMembers(const QList<BlastRadius::Member> &members)
    {
        m_members = members;
        QStringList names;
        for (const BlastRadius::Member &member : members.mid(0, 30)) {
            names.append(QStringLiteral("%1 %2").arg(member.name, toString(member.state)));
        }
        setAccessibleName(QStringLiteral("Acted on: %1").arg(names.join(QStringLiteral(", "))));
        setVisible(!members.isEmpty());
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Colours &c = colours();
        painter.setFont(Theme::instance().font(13));
        int left = 0;
        for (qsizetype i = 0; i < m_members.size(); ++i) {
            const BlastRadius::Member &member = m_members.at(i);
            const QString name = painter.fontMetrics().elidedText(member.name, Qt::ElideMiddle, 180);
            const int width = painter.fontMetrics().horizontalAdvance(name) + 36;
            if (left + width + 70 > this->width()) {
                painter.setPen(c.dim);
                painter.drawText(QRect(left, 0, 120, 26), Qt::AlignLeft | Qt::AlignVCenter,
                                 QStringLiteral("and %1 more").arg(m_members.size() - i));
                break;
            }
            painter.setPen(c.border);
            painter.setBrush(c.raised);
            painter.drawRoundedRect(QRectF(left + 0.5, 1.5, width, 25), 4, 4);
            paintState(painter, member.state, QRectF(left + 11, 9.5, 9, 9));
            painter.setPen(c.text);
            painter.drawText(QRect(left + 26, 1, width, 26), Qt::AlignLeft | Qt::AlignVCenter, name);
            left += width + 8;
        }
    }

private:
    QList<BlastRadius::Member> m_members;
};

RunbookBlast::RunbookBlast(QWidget *parent)
    : RunbookCard(QStringLiteral("runbookBlast"), QStringLiteral("3 Blast radius"), parent)
    , m_chips(new Chips(this))
    , m_text(plainLabel(QStringLiteral("blastText"), "dim", this))
    , m_map(new RunbookBlastMap(this))
    , m_states(plainLabel(QStringLiteral("blastStates"), "dim", this))
    , m_leftOut(plainLabel(QStringLiteral("blastLeftOut"), "dim", this))
{
    column()->addWidget(m_chips);
    column()->addWidget(m_text);
    column()->addWidget(m_map);
    column()->addWidget(m_states);
    column()->addWidget(m_leftOut);
    setRadius({});
}

void RunbookBlast::setRadius(const BlastRadius &radius)
{
    m_chips->setMembers(radius.targets);
    m_text->setText(radius.toText());
    m_leftOut->setText(radius.leftOutText());
    m_leftOut->setVisible(!radius.leftOut.isEmpty());
    m_map->setMembers(radius.dependants);
    const int hidden = static_cast<int>(radius.dependants.size()) - m_map->shownCells();
    m_states->setText(radius.dependants.isEmpty()
                          ? QString()
                          : QStringLiteral("Dependants: %1%2")
                                .arg(statesOf(radius.dependants),
                                     hidden > 0 && m_map->width() > 100
                                         ? QStringLiteral(" (%1 not drawn)").arg(format::count(hidden))
                                         : QString()));
    m_states->setVisible(!radius.dependants.isEmpty());
    m_map->setVisible(!radius.dependants.isEmpty());
}

} // namespace quarterdeck
