#pragma once

#include "models/fleet/instancefilter.h"

#include <QLineEdit>

class QCompleter;
class QStringListModel;

namespace quarterdeck {

/// Where the filter language is typed: completed as one types, wrong parts underlined. While a text is wrong
/// the last right filter stays in force.
class FilterLine final : public QLineEdit
{
    Q_OBJECT
public:
    /// The fleet is the caller's and outlives the line; its values are offered for completion.
    explicit FilterLine(const Fleet &fleet, QWidget *parent = nullptr);

    [[nodiscard]] const InstanceFilter &filter() const { return m_filter; }
    [[nodiscard]] const QList<FilterError> &errors() const { return m_errors; }
    void setFilterText(const QString &text); ///< as if typed
    /// Adds `key:value`, or takes it away when it is there already; other values of the same key go.
    void toggleTerm(const QString &key, const QString &value);
    [[nodiscard]] bool hasTerm(const QString &key, const QString &value) const;
    [[nodiscard]] QCompleter *completions() const { return m_completer; }

Q_SIGNALS:
    void filterChanged(const quarterdeck::InstanceFilter &filter);
    void errorsChanged(const QString &message); ///< empty when all is right

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void onTextChanged();
    void offerCompletions();
    void takeCompletion(const QString &candidate);

    const Fleet &m_fleet;
    InstanceFilter m_filter;
    QList<FilterError> m_errors;
    QCompleter *m_completer;
    QStringListModel *m_candidates;
    qsizetype m_replaceFrom = 0;
    qsizetype m_replaceLength = 0;
};

} // namespace quarterdeck
