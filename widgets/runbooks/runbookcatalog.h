#pragma once

#include "models/items/runbookhistorymodel.h"
#include "models/items/runbooklistmodel.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QToolButton;

namespace quarterdeck {

/// All runbooks at the left, those that apply first; past and present runs at the right. Owns both models.
class RunbookCatalogView final : public QWidget
{
    Q_OBJECT
public:
    explicit RunbookCatalogView(const Fleet &fleet, QWidget *parent = nullptr);

    [[nodiscard]] RunbookListModel &runbooks() { return m_runbooks; }
    [[nodiscard]] RunbookHistoryModel &history() { return m_history; }
    [[nodiscard]] QListView *list() const { return m_list; }
    [[nodiscard]] QListView *historyList() const { return m_historyList; }
    [[nodiscard]] QLineEdit *filter() const { return m_filter; }

    void setReadOnly(bool readOnly);
    void setProblems(const QStringList &problems); ///< of files, and of the record
    void showCounts();
    /// The first row becomes the current one, and stays it until a person picks another.
    void pickFirst();
    void keepFirst(); ///< rows may have moved                             ///< after the models have changed

Q_SIGNALS:
    void runbookChosen(const QString &id);
    void runChosen(quarterdeck::RunNumber number);
    void contextCleared();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    RunbookListModel m_runbooks;
    RunbookHistoryModel m_history;
    QLineEdit *m_filter;
    QToolButton *m_context;
    QLabel *m_counts;
    QLabel *m_readOnly;
    QListView *m_list;
    QLabel *m_nothing;
    QLabel *m_problems;
    QLabel *m_historyTitle;
    QListView *m_historyList;
    QLabel *m_noHistory;
    QString m_first; ///< the runbook that became current by itself
};

} // namespace quarterdeck
