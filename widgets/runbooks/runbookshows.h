#pragma once

#include "models/fleet/fleet.h"
#include "models/runbooks/beside.h"

#include <QIcon>
#include <QWidget>

class QGridLayout;

namespace quarterdeck {

/// A state's shape and colour, the same where nothing can be chosen: a state is no less true there.
QIcon stateIcon(State state);
/// "pg2 · 127.0.0.12:8008 · down 2 min: refused · lag 0 B": what it is called, where it is, how it is and
/// since when, what else is known.
QString liveWords(const QString &name, const Instance *instance, const QStringList &facts, SteadyTime now);
/// Whether a person who chose this should think twice.
bool isInTrouble(const Instance *instance);

/// What was found live and is to be seen: a row for each value, with the state of the instance that is meant.
class RunbookShows final : public QWidget
{
public:
    explicit RunbookShows(const Fleet &fleet, QWidget *parent = nullptr);
    void setValues(const QList<ShownValue> &values, SteadyTime now);
    void setPast(bool past); ///< what is shown was so when a run began, and is not followed further

private:
    const Fleet &m_fleet;
    QGridLayout *m_grid;
    int m_rows = 0;
    bool m_past = false;
    QList<ShownValue> m_values;
};

} // namespace quarterdeck
