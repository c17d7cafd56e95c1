#pragma once

#include "app/session/fleetsession.h"
#include "app/window/windowpage.h"

namespace quarterdeck {

class FleetPage;
class InstancePanel;
class ReplayControl;

/// The fleet in the window, the present one or that of a moment that is replayed: map and table, and the
/// details of the picked instance.
class FleetWindowPage final : public WindowPage
{
    Q_OBJECT
public:
    /// Session, replay and commands are the caller's and outlive the page.
    FleetWindowPage(FleetSession &session, ReplayControl &replay, Commands &commands,
                    QObject *parent = nullptr);

    [[nodiscard]] CommandId command() const override { return CommandId::PageFleet; }
    [[nodiscard]] QWidget *widget() const override;
    [[nodiscard]] QWidget *details() const override;
    [[nodiscard]] FilterLine *filterLine() const override;
    [[nodiscard]] QString count() const override;
    [[nodiscard]] FleetPage *page() const { return m_page; }

    /// It follows what the replay shows, which is not always the present.
    void apply(const FleetChanges &, SteadyTime) override {}
    bool run(CommandId command) override;
    void describe(CommandSituation &situation) const override;
    void follow(const PageLink &link) override;
    bool select(const QString &name) override;
    void shown() override;
    void restoreLayout(const WindowSettings &settings) override;
    void saveLayout(WindowSettings &settings) const override;
    [[nodiscard]] bool detailsShown() const override { return m_detailsShown; }
    void setDetailsShown(bool shown) override { m_detailsShown = shown; }

    void goTo(InstanceNumber number);            ///< picks it and shows its details
    void showMostErrors(const QString &service); ///< its instances, those that fail most first

private:
    [[nodiscard]] const Fleet &fleet() const;
    void show(const FleetChanges &changes);
    void pick(InstanceNumber number);
    void showSubject();
    void stepProblem(int direction);
    void showMenu(InstanceNumber number, const QPoint &place);
    void copy(const QString &text) const;

    FleetSession &m_session;
    ReplayControl &m_replay;
    Commands &m_commands;
    FleetPage *m_page;
    InstancePanel *m_details;
    bool m_detailsShown = true;
};

} // namespace quarterdeck
