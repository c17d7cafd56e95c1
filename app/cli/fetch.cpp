#include "app/cli/fetch.h"

#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslError>
#include <QTimer>

#include <cstdio>

namespace quarterdeck {

namespace {

/// Qt's words for transport errors repeat the address and vary; the common ones are said plainly.
QString transportError(const QNetworkReply &reply, const QStringList &tlsErrors)
{
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        return QStringLiteral("connection refused");
    case QNetworkReply::RemoteHostClosedError:
        return QStringLiteral("connection closed before the answer was complete");
    case QNetworkReply::HostNotFoundError:
        return QStringLiteral("host \"%1\" not found").arg(reply.url().host());
    case QNetworkReply::SslHandshakeFailedError:
        return QStringLiteral("TLS: ") +
               (tlsErrors.isEmpty() ? reply.errorString() : tlsErrors.join(QStringLiteral(", ")));
    case QNetworkReply::ProtocolUnknownError:
        return QStringLiteral("scheme \"%1\" is not supported (http and https are)")
            .arg(reply.url().scheme());
    default:
        return reply.errorString();
    }
}

} // namespace

FetchedPage fetchPage(const QUrl &url, std::chrono::milliseconds timeout, qint64 limit,
                      const QByteArray &accept)
{
    FetchedPage page;
    if (!url.isValid() || url.host().isEmpty()) {
        page.error = QStringLiteral("\"%1\" is not an address").arg(url.toString());
        return page;
    }
    QNetworkAccessManager manager;
    manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager.setAutoDeleteReplies(false);
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setRawHeader("User-Agent", "quarterdeck/0.1");
    if (!accept.isEmpty()) {
        request.setRawHeader("Accept", accept);
    }
    // Qt's own guard against archive bombs would end a legitimate, well compressible page; `limit` bounds us
    request.setDecompressedSafetyCheckThreshold(-1);

    QEventLoop loop;
    QTimer deadline;
    deadline.setSingleShot(true);
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    reply->setReadBufferSize(256 * 1024);
    bool timedOut = false;
    bool tooLarge = false;
    QStringList tlsErrors;
    QObject::connect(&deadline, &QTimer::timeout, &loop, [&] {
        timedOut = true;
        reply->abort();
        loop.quit();
    });
    QObject::connect(reply.get(), &QNetworkReply::sslErrors, &loop,
                     [&tlsErrors](const QList<QSslError> &errors) {
                         for (const QSslError &error : errors) {
                             tlsErrors.append(error.errorString());
                         }
                     });
    const auto take = [&] {
        page.body += reply->readAll();
        if (page.body.size() > limit && !tooLarge) {
            tooLarge = true;
            reply->abort();
            loop.quit();
        }
    };
    QObject::connect(reply.get(), &QNetworkReply::readyRead, &loop, take);
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    deadline.start(timeout);
    if (!reply->isFinished()) {
        loop.exec();
    }
    if (timedOut) {
        page.body.clear();
        page.error = QStringLiteral("no complete answer within %1 s")
                         .arg(static_cast<double>(timeout.count()) / 1000.0);
        return page;
    }
    if (!tooLarge) {
        take();
    }
    if (tooLarge) {
        page.body.clear();
        page.error = QStringLiteral("the answer is larger than %1 bytes").arg(limit);
        return page;
    }
    page.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    page.contentType = reply->rawHeader("Content-Type");
    page.location = reply->rawHeader("Location");
    // HTTP errors are answers; QNetworkReply calls them errors too, from 201 (content) to 500 (server) on
    const bool http = page.status >= 400 && reply->error() >= QNetworkReply::ContentAccessDenied;
    if (reply->error() != QNetworkReply::NoError && !http) {
        page.error = transportError(*reply, tlsErrors);
        page.status = 0;
        page.body.clear();
    } else if (page.status == 0) {
        page.error = QStringLiteral("the answer is not HTTP");
        page.body.clear();
    }
    return page;
}

bool isAddress(const QString &argument)
{
    return argument.startsWith(QStringLiteral("http://"), Qt::CaseInsensitive) ||
           argument.startsWith(QStringLiteral("https://"), Qt::CaseInsensitive);
}

FetchedPage readFile(const QString &path, qint64 limit)
{
    FetchedPage page;
    QFile file(path);
    bool opened = false;
    if (path == QStringLiteral("-")) {
        opened = file.open(stdin, QIODevice::ReadOnly);
    } else if (QFileInfo(path).isDir()) {
        page.error = QStringLiteral("is a folder");
        return page;
    } else {
        opened = file.open(QIODevice::ReadOnly);
    }
    if (!opened) {
        page.error = file.errorString();
        return page;
    }
    while (page.body.size() <= limit) {
        const QByteArray part = file.read(1024 * 1024);
        if (part.isEmpty()) {
            break;
        }
        page.body += part;
    }
    if (file.error() != QFile::NoError) {
        page.error = file.errorString();
    } else if (page.body.size() > limit) {
        page.error = QStringLiteral("is larger than %1 bytes").arg(limit);
    }
    if (!page.error.isEmpty()) {
        page.body.clear();
    }
    return page;
}

} // namespace quarterdeck
