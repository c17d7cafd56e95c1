#pragma once

#include "app/config/runbookcatalog.h"
#include "app/running/runengine.h"
#include "app/session/fleetsession.h"
#include "app/window/windowpage.h"
#include "app/window/windowservices.h"
#include "models/items/runbookrecord.h"

#include <QTimer>

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
        return m_catalog.runbooks();
    }
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

Q_SIGNALS:
    void runbooksChanged();
    /// Something of the console's own: for the activity panel.
    void news(const QString &text);

private:
    void readFiles();
    void lookForChanges();
    void useCatalog(const RunbookCatalog &catalog, const QByteArray &fingerprint);
    void connectPage();
    void connectEngine();
    void openRunbook(const QString &id);
    void openRun(RunNumber number);
    void back();
    void showRecord(RunNumber number);
    void orderEdited();
    void start();
    void takeUp(TakeUp how);
    void acknowledge(const QStringList &services, const QString &reason);
    void findInterrupted();
    void refreshHistory();
    void progressed();
    void ended(RunNumber number);
    [[nodiscard]] bool isInFront(RunNumber number) const;

    const FleetSession &m_session;
    WindowServices m_services;
    RunEngine m_engine;
    RunbookCatalog m_catalog;
    QByteArray m_fingerprint;
    QString m_folder;
    RunbooksPage *m_page;
    QTimer m_ask;           ///< an order was edited: it is planned soon
    QTimer m_paint;         ///< a run has gone on: it is shown soon
    bool m_asking = false;  ///< the history, of the record
    bool m_looking = false; ///< whether files have changed
    int m_seconds = 0;
    bool m_starting = false;
    RunOrder m_started;                         ///< of the run that was started last
    RunState m_recordState = RunState::Planned; ///< of the record that is shown
    std::optional<RunNumber> m_undoAfter;       ///< this run is to be undone when it has ended
};

} // namespace quarterdeck
