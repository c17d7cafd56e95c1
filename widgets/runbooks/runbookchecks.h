#pragma once

#include "models/items/runbookchecksmodel.h"
#include "widgets/runbooks/runbooklooks.h"

#include <QMap>

class QCheckBox;
class QLineEdit;
class QListView;

namespace quarterdeck {

/// Preflight, live: a row for each check with its shape, its words and when it was looked at. Rules that
/// refuse and may be broken by glass are offered below, each by its name and each with a reason of its own.
class RunbookChecks final : public RunbookCard
{
    Q_OBJECT
public:
    explicit RunbookChecks(QWidget *parent = nullptr);

    void clear();
    void setPlan(const RunPlan &plan);
    void setLocked(bool locked); ///< no overrides: a run is under way, or the console does not act
    [[nodiscard]] RunbookChecksModel &model() { return m_model; }

    /// The rules to override that have a reason; one without a reason does not count.
    [[nodiscard]] QList<SafetyRule> overrides() const;
    /// "cooldown overridden: the first run did nothing".
    [[nodiscard]] QStringList overrideReasons() const;
    [[nodiscard]] QListView *list() const { return m_list; }

Q_SIGNALS:
    void edited();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Override
    {
        QWidget *row = nullptr;
        QCheckBox *box = nullptr;
        QLineEdit *reason = nullptr;
    };
    void showOverrides();
    void fitHeight();

    RunbookChecksModel m_model;
    QListView *m_list;
    QWidget *m_glass;
    QMap<SafetyRule, Override> m_overrides;
    bool m_locked = false;
};

} // namespace quarterdeck
