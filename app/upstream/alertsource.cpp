#include "app/upstream/alertsource.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QNetworkReply>

namespace quarterdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestAlertsAnswer = 16 * 1024 * 1024;
constexpr qsizetype longestText = 500; ///< of a label or a summary

QString textOf(const QJsonObject &object, const QString &key)
{
    return object.value(key).toString().left(longestText);
}

/// As the fleet's own words are chosen: the label, else the next best.
QString firstOf(const QJsonObject &labels, std::initializer_list<QString> keys)
{
    for (const QString &key : keys) {
        if (const QString text = textOf(labels, key); !text.isEmpty()) {
            return text;
        }
    }
    return {};
}

} // namespace

std::optional<QList<FiringAlert>> readAlerts(const QByteArray &json, QString *problem)
{
    const QJsonObject root = QJsonDocument::fromJson(json).object();
    if (root.value(u"status"_s).toString() != u"success"_s ||
        !root.value(u"data"_s).toObject().value(u"alerts"_s).isArray()) {
        const QString error = textOf(root, u"error"_s);
        *problem = error.isEmpty() ? u"its answer about alerts is none"_s : error;
        return std::nullopt;
    }
    QList<FiringAlert> firing;
    for (const QJsonValue &value : root.value(u"data"_s).toObject().value(u"alerts"_s).toArray()) {
        const QJsonObject alert = value.toObject();
        const QJsonObject labels = alert.value(u"labels"_s).toObject();
        if (textOf(alert, u"state"_s) != u"firing"_s) {
            continue; // pending ones may never fire
        }
        const QJsonObject notes = alert.value(u"annotations"_s).toObject();
        FiringAlert made;
        made.key = QString::fromUtf8(QJsonDocument(labels).toJson(QJsonDocument::Compact));
        made.name = textOf(labels, u"alertname"_s);
        made.service = firstOf(labels, {u"service"_s, u"job"_s});
        made.cluster = firstOf(labels, {u"cluster"_s, u"datacenter"_s, u"region"_s, u"zone"_s});
        const QString instance = textOf(labels, u"instance"_s);
        const QString job = textOf(labels, u"job"_s);
        made.instance = instance.isEmpty() || job.isEmpty() ? instance : job + u'/' + instance;
        made.severity = textOf(labels, u"severity"_s);
        made.summary = firstOf(notes, {u"summary"_s, u"message"_s, u"description"_s});
        const QDateTime since = QDateTime::fromString(textOf(alert, u"activeAt"_s), Qt::ISODateWithMs);
        made.since = since.isValid() ? WallTime(std::chrono::milliseconds(since.toMSecsSinceEpoch()))
                                     : WallTime::max();
        firing.append(made);
    }
    return firing;
}

void AlertSource::ask(const QUrl &server, std::chrono::milliseconds timeout)
{
    if (m_asking) {
        return;
    }
    m_asking = true;
    if (!m_network) {
        m_network = new QNetworkAccessManager(this);
        m_network->setProxy(QNetworkProxy::NoProxy);
    }
    QUrl url = server;
    url.setPath((url.path().endsWith(u'/') ? url.path().chopped(1) : url.path()) + u"/api/v1/alerts"_s);
    QNetworkRequest request(url);
    request.setTransferTimeout(int(timeout.count()));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    QNetworkReply *reply = m_network->get(request);
    connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received) {
        if (received > largestAlertsAnswer) {
            reply->abort();
        }
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        m_asking = false;
        reply->deleteLater();
        const QByteArray json = reply->readAll();
        QString problem;
        const auto firing = readAlerts(json, &problem);
        if (firing) {
            Q_EMIT answered(*firing);
        } else {
            Q_EMIT failed(reply->error() != QNetworkReply::NoError && !json.startsWith('{')
                              ? reply->errorString()
                              : problem);
        }
    });
}

} // namespace quarterdeck
