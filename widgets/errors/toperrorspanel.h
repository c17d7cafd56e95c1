#pragma once

#include "models/items/toperrorsmodel.h"

#include <QFrame>

#include <optional>

class QLabel;
class QTableView;
class QToolButton;

namespace quarterdeck {

/// Top errors: a line that always says what fails, and the services below it. It opens by itself when
/// something burns or fails beyond its limit and folds five minutes after the last of that; whoever opens or
/// folds it by hand has the last word.
class TopErrorsPanel final : public QFrame
{
    Q_OBJECT
public:
    /// The fleet is the caller's and outlives the panel.
    explicit TopErrorsPanel(const Fleet &fleet, QWidget *parent = nullptr);

    void apply(const FleetChanges &changes, SteadyTime now);
    [[nodiscard]] TopErrorsModel &model() { return m_model; }
    [[nodiscard]] QTableView *table() const { return m_table; }

    [[nodiscard]] bool isOpen() const;
    /// Nothing: as the situation wants it.
    void setPinned(std::optional<bool> open);
    [[nodiscard]] std::optional<bool> pinned() const { return m_pinned; }
    void toggle() { setPinned(!isOpen()); }

Q_SIGNALS:
    void chosen(const QString &service); ///< show its instances
    void openChanged(bool open);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    TopErrorsModel m_model;
    QToolButton *m_button;
    QLabel *m_summary;
    QTableView *m_table;
    std::optional<bool> m_pinned;
    bool m_bad = false;
    bool m_isWanted = false; ///< something is or was bad
    SteadyTime m_lastBad{};
    bool m_wasOpen = false;
};

} // namespace quarterdeck
