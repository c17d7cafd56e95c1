#pragma once

#include "models/items/eventlogmodel.h"

#include <QFrame>

class QLabel;
class QListView;

namespace quarterdeck {

/// What happened lately, newest on top. Owns its model.
class ActivityPanel final : public QFrame
{
    Q_OBJECT
public:
    /// The fleets are the caller's and outlive the panel. `shown`: the present one, or that of a moment that
    /// is replayed.
    ActivityPanel(const Fleet &present, const Fleet &shown, QWidget *parent = nullptr);

    void apply(const FleetChanges &changes, SteadyTime now);
    /// What had happened last at a moment of the record, newest first; until showPresent(). The present goes
    /// on to be followed behind it.
    void showPast(const QList<Event> &events, WallTime moment);
    void showPresent();
    void addConsoleMessage(const QString &text, WallTime happened);
    [[nodiscard]] EventLogModel &model() { return m_model; }
    [[nodiscard]] QListView *list() const { return m_list; }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void picked(quarterdeck::InstanceNumber number);

private:
    void updateTitle();

    EventLogModel m_model;
    EventLogModel m_past;
    std::optional<WallTime> m_moment;
    QLabel *m_title = nullptr;
    QLabel *m_empty = nullptr;
    QListView *m_list = nullptr;
};

} // namespace quarterdeck
