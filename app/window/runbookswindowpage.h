#pragma once

#include "app/running/runengine.h"
#include "app/session/fleetsession.h"
#include "app/window/runbookfiles.h"
#include "app/window/runsonrecord.h"
#include "app/window/windowpage.h"
#include "app/window/windowservices.h"
#include "models/items/runbookrecord.h"

#include <QTimer>

#include <functional>

namespace quarterdeck {

class RunbooksPage;

/// Runbooks in the window. Owns the engine that acts; reads files when they have changed; asks the record and
/// never waits for it.
class RunbooksWindowPage final : public WindowPage
{
    Q_OBJECT
public:
    /// The session and the services' recorder (not null) are the caller's and outlive the page.
    RunbooksWindowPage(const FleetSession &session, const WindowServices &services,
                       QObject *parent = nullptr);

    [[nodiscard]] CommandId command() const override { return CommandId::PageRunbooks; }
    [[nodiscard]] QWidget *widget() const override;
    [[nodiscard]] QString count() const override;
    [[nodiscard]] RunbooksPage *page() const { return m_page; }
    [[nodiscard]] RunEngine &engine() { return m_engine; }
    /// By id, for the palette.
    [[nodiscard]] QList<std::shared_ptr<const RunbookDefinition>> runbooks() const
    {
        return m_files.catalog().runbooks();
    }
    /// Where the open incident of a service is known: its clock is the run's.
    void setIncidents(const Preparation::IncidentSource &incidents) { m_engine.setIncidents(incidents); }
    /// Runs that would be cut off if the console ended now.
    [[nodiscard]] QStringList underWay() const;

    void apply(const FleetChanges &changes, SteadyTime now) override;
    void tick(SteadyTime now) override;
    bool run(CommandId command) override;
    /// `instance` or `subject` (a service): what a runbook is wanted for.
    void follow(const PageLink &link) override;
    /// Opens the runbook of this id, or run N.
    bool select(const QString &name) override;
    void shown() override;
    /// Asked with what is wanted before anything acts on the fleet: why not, or empty.
    void setRefusal(std::function<QString(const QString &)> refusal) { m_refusal = std::move(refusal); }

Q_SIGNALS:
    void runbooksChanged();
    /// Something of the console's own: for the activity panel.
    void news(const QString &text);

private:
    void takeConfiguration();
    void useFiles();
    void lookForMetrics(SteadyTime now);
    void connectPage();
    void connectEngine();
    void openRunbook(const QString &id);
    void openRun(RunNumber number);
    void back();
    void showRecord(RunNumber number);
    void orderEdited();
    [[nodiscard]] bool isRefused(const QString &wanted);
    void start();
    void takeUp(TakeUp how);
    void acknowledge(const QStringList &services, const QString &reason);
    void progressed();
    void ended(RunNumber number);
    [[nodiscard]] bool isInFront(RunNumber number) const;

    const FleetSession &m_session;
    WindowServices m_services;
    RunEngine m_engine;
    RunbookFiles m_files;
    RunsOnRecord m_history;
    RunbooksPage *m_page;
    QTimer m_ask;              ///< an order was edited: it is planned soon
    QTimer m_paint;            ///< a run has gone on: it is shown soon
    SteadyTime m_nextSearch{}; ///< for the metrics by which runbooks apply
    int m_seconds = 0;
    std::function<QString(const QString &)> m_refusal;
    bool m_starting = false;
    RunOrder m_started;                         ///< of the run that was started last
    RunState m_recordState = RunState::Planned; ///< of the record that is shown
    std::optional<RunNumber> m_undoAfter;       ///< this run is to be undone when it has ended
};

} // namespace quarterdeck
