#pragma once

#include "models/fleet/instancefilter.h"

#include <QLineEdit>

#include <functional>

class QCompleter;
class QStringListModel;

namespace quarterdeck {

/// What a page makes of the text of its filter line: all pages speak the same language of different things.
struct FilterSpeech
{
    /// Brings the filter into force, or tells what is wrong with it and leaves the one before in force.
    std::function<QList<FilterError>(const QString &text)> use;
    std::function<FilterCompletion(const QString &text, qsizetype cursor)> complete;
};

/// Where the filter language is typed: completed as one types, wrong parts underlined. While a text is wrong
/// the last right filter stays in force.
class FilterLine final : public QLineEdit
{
    Q_OBJECT
public:
    explicit FilterLine(FilterSpeech speech, QWidget *parent = nullptr);

    [[nodiscard]] const QList<FilterError> &errors() const { return m_errors; }
    void setFilterText(const QString &text); ///< as if typed
    /// Adds `key:value`, or takes it away when it is there already; other values of the same key go.
    void toggleTerm(const QString &key, const QString &value);
    [[nodiscard]] bool hasTerm(const QString &key, const QString &value) const;
    /// Reads the text again: what it may speak of has changed.
    void readAgain();
    [[nodiscard]] QCompleter *completions() const { return m_completer; }

Q_SIGNALS:
    void errorsChanged(const QString &message); ///< empty when all is right

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void offerCompletions();
    void takeCompletion(const QString &candidate);

    FilterSpeech m_speech;
    QList<FilterError> m_errors;
    QCompleter *m_completer;
    QStringListModel *m_candidates;
    qsizetype m_replaceFrom = 0;
    qsizetype m_replaceLength = 0;
};

} // namespace quarterdeck
