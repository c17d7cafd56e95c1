#pragma once

#include <QHash>
#include <QMap>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace quarterdeck::test {

/// A real Prometheus on loopback over samples that are given to it, to compare answers with. Ended with the
/// object.
class PrometheusPeer
{
public:
    PrometheusPeer();
    ~PrometheusPeer();
    PrometheusPeer(const PrometheusPeer &) = delete;
    PrometheusPeer &operator=(const PrometheusPeer &) = delete;

    /// Loads an OpenMetrics text with timestamps and starts the server; an empty text when all went well.
    QString start(const QByteArray &openMetrics);

    /// An instant query; the value of each element by its label `caseLabel`. Sets `problem` when it failed.
    QHash<QString, double> query(const QString &expression, double atSeconds, const QString &caseLabel,
                                 QString *problem) const;

private:
    [[nodiscard]] QByteArray get(const QString &pathAndQuery, QString *problem) const;

    QTemporaryDir m_folder;
    QProcess m_server;
    quint16 m_port = 0;
};

} // namespace quarterdeck::test
