#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace quarterdeck {

/// What stands in place of an empty fleet: how to begin, or what is wrong with the configuration.
class StartPage final : public QWidget
{
    Q_OBJECT
public:
    explicit StartPage(QWidget *parent = nullptr);

    /// `problems` empty: the file is fine but names no targets, or there is none yet (`exists` false).
    void setConfiguration(const QString &path, bool exists, const QList<QString> &problems);

Q_SIGNALS:
    void openWanted();

private:
    QLabel *m_title;
    QLabel *m_text;
    QPlainTextEdit *m_details;
};

} // namespace quarterdeck
