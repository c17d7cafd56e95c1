#pragma once

#include "app/window/windowpage.h"
#include "models/breakerboard/breakerboard.h"

#include <QTimer>

namespace quarterdeck {

class BreakerPanel;
class BreakersPage;
class ReplayControl;

/// The circuit breakers in the window: tiles, and the details of the picked one. Owns the board of the
/// present, and while a moment is replayed another one of that: the present goes on to be followed behind it.
class BreakersWindowPage final : public WindowPage
{
    Q_OBJECT
public:
    /// The present fleet and the replay are the caller's and outlive the page.
    BreakersWindowPage(const Fleet &present, const ReplayControl &replay, QObject *parent = nullptr);

    [[nodiscard]] CommandId command() const override { return CommandId::PageBreakers; }
    [[nodiscard]] QWidget *widget() const override;
    [[nodiscard]] QWidget *details() const override;
    [[nodiscard]] FilterLine *filterLine() const override;
    [[nodiscard]] QString count() const override;

    void apply(const FleetChanges &changes, SteadyTime now) override;
    void tick(SteadyTime now) override;
    bool run(CommandId command) override;
    void describe(CommandSituation &situation) const override;
    /// `instance` and `subject`: the breaker of that name of that instance.
    void follow(const PageLink &link) override;
    bool select(const QString &name) override;
    void shown() override;
    void restoreLayout(const WindowSettings &settings) override;
    void saveLayout(WindowSettings &settings) const override;
    [[nodiscard]] bool detailsShown() const override { return m_detailsShown; }
    void setDetailsShown(bool shown) override { m_detailsShown = shown; }

private:
    void showPresent(const BreakerChanges &changes, SteadyTime now, WallTime wall);
    void showMoment(const FleetChanges &changes);
    void switchTo(const BreakerBoard &board);
    void show(const BreakerChanges &changes);
    void work();
    [[nodiscard]] BreakerTileId tileOf(InstanceNumber instance, const QString &breaker) const;
    void pick(BreakerTileId id);

    const ReplayControl &m_replay;
    BreakerBoard m_present;
    std::unique_ptr<BreakerBoard> m_past; ///< of the moment that is replayed; null while the present is shown
    WallTime m_pastAt;
    BreakerBoard m_board;            ///< what is shown: one of the two
    QList<InstanceNumber> m_waiting; ///< changed, and not yet followed by the board
    QTimer m_work;
    BreakersPage *m_page;
    BreakerPanel *m_details;
    bool m_detailsShown = false; ///< until something is picked the tiles have all the room
};

} // namespace quarterdeck
