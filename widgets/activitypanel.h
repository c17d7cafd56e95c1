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
    explicit ActivityPanel(const Fleet &fleet, QWidget *parent = nullptr);

    void apply(const FleetChanges &changes, SteadyTime now);
    void addConsoleMessage(const QString &text, WallTime happened);
    [[nodiscard]] EventLogModel &model() { return m_model; }
    [[nodiscard]] QListView *list() const { return m_list; }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void picked(quarterdeck::InstanceNumber number);

private:
    void updateTitle();

    EventLogModel m_model;
    QLabel *m_title = nullptr;
    QLabel *m_empty = nullptr;
    QListView *m_list = nullptr;
};

} // namespace quarterdeck
