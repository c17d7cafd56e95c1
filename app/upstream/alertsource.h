#pragma once

#include "models/incidents/alertfollower.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

namespace quarterdeck {

/// Asks a Prometheus server which alerts fire (/api/v1/alerts), one question at a time. Lives in any thread:
/// the answer is read where it lives.
class AlertSource : public QObject
{
    Q_OBJECT

public:
    /// Nothing happens while an earlier question is under way.
    void ask(const QUrl &server, std::chrono::milliseconds timeout);

Q_SIGNALS:
    void answered(const QList<quarterdeck::FiringAlert> &firing);
    void failed(const QString &problem);

private:
    QNetworkAccessManager *m_network = nullptr; ///< made in the thread where it is used
    bool m_asking = false;
};

/// Those that fire in an answer to /api/v1/alerts; nothing, and why, when it is none.
std::optional<QList<FiringAlert>> readAlerts(const QByteArray &json, QString *problem);

} // namespace quarterdeck
