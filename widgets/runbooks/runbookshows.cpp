#include "widgets/runbooks/runbookshows.h"

#include "models/items/formatter.h"
#include "models/items/instancetext.h"
#include "widgets/clock.h"
#include "widgets/glyphs.h"
#include "widgets/runbooks/runbooklooks.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>

namespace quarterdeck {

QIcon stateIcon(State state)
{
    QPixmap picture(24, 24);
    picture.setDevicePixelRatio(2);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    paintState(painter, state, QRectF(1.5, 1.5, 9, 9));
    QIcon icon(picture);
    icon.addPixmap(picture, QIcon::Disabled);
    return icon;
}

QString liveWords(const QString &name, const Instance *instance, const QStringList &facts, SteadyTime now)
{
    QStringList parts{name};
    if (instance) {
        const QString address = instanceAddress(instance->target);
        if (address != name) {
            parts.append(address);
        }
        QString state = toString(instance->state);
        if (instance->state != State::Up) {
            state += QLatin1Char(' ') + format::age(std::chrono::duration_cast<std::chrono::milliseconds>(
                                            now - instance->sinceSteady));
        }
        if (!instance->why.isEmpty()) {
            state += QStringLiteral(": ") + instance->why;
        }
        parts.append(state);
    }
    return (parts + facts).join(QStringLiteral(" · "));
}

bool isInTrouble(const Instance *instance)
{
    return instance && (instance->state == State::Down || instance->state == State::NotReady);
}

RunbookShows::RunbookShows(const Fleet &fleet, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
    , m_grid(new QGridLayout(this))
{
    setObjectName(QStringLiteral("runbookShows"));
    m_grid->setContentsMargins(0, 4, 0, 0);
    m_grid->setVerticalSpacing(4);
    m_grid->setHorizontalSpacing(6);
    m_grid->setColumnStretch(1, 1);
}

void RunbookShows::setPast(bool past)
{
    if (past != m_past) {
        m_past = past;
        setValues(m_values, steadyNow());
    }
}

void RunbookShows::setValues(const QList<ShownValue> &values, SteadyTime now)
{
    m_values = values;
    const auto label = [this](int row, int column) {
        return static_cast<QLabel *>(m_grid->itemAtPosition(row, column)->widget());
    };
    for (; m_rows < values.size(); ++m_rows) { // two rows of the grid each: what it is, then how it is
        auto *name = new QLabel(this);
        name->setTextFormat(Qt::PlainText);
        name->setProperty("tone", QStringLiteral("small"));
        m_grid->addWidget(name, 2 * m_rows, 0, 1, 2);
        auto *mark = new QLabel(this);
        mark->setContentsMargins(0, 2, 0, 0); // beside the first line, where there are more
        m_grid->addWidget(mark, 2 * m_rows + 1, 0, Qt::AlignTop);
        QLabel *words = plainLabel(QStringLiteral("shown_%1").arg(m_rows), "", this);
        m_grid->addWidget(words, 2 * m_rows + 1, 1);
    }
    for (int i = 0; i < m_rows; ++i) {
        const bool isUsed = i < values.size();
        const Instance *instance = isUsed ? m_fleet.instance(values.at(i).beside.instance) : nullptr;
        label(2 * i, 0)->setVisible(isUsed);
        label(2 * i + 1, 0)->setVisible(instance != nullptr);
        label(2 * i + 1, 1)->setVisible(isUsed);
        if (!isUsed) {
            continue;
        }
        const ShownValue &shown = values.at(i);
        const QString name =
            shown.label + (m_past ? QStringLiteral(" (at the start)") : QStringLiteral(" (found live)"));
        label(2 * i, 0)->setText(name);
        if (instance) {
            label(2 * i + 1, 0)
                ->setPixmap(stateIcon(instance->state).pixmap(QSize(12, 12), devicePixelRatioF()));
        }
        label(2 * i + 1, 1)->setText(liveWords(shown.value, instance, shown.beside.facts, now));
        label(2 * i + 1, 1)->setAccessibleName(name);
    }
    setVisible(!values.isEmpty());
}

} // namespace quarterdeck
