#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <chrono>

namespace quarterdeck {

/// What a verb got for an address. `error` is empty when there was an HTTP answer, whatever its status.
struct FetchedPage
{
    int status = 0;
    QByteArray contentType;
    QByteArray body; ///< decompressed
    QString error;
    QByteArray location; ///< of a redirect, which is not followed
};

/// Gets a page and waits for it: for the command line only. TLS is verified, redirects are not followed, at
/// most `limit` bytes of body are taken (more is an error), and all of it ends within `timeout`. `accept` is
/// the Accept header, empty for none.
FetchedPage fetchPage(const QUrl &url, std::chrono::milliseconds timeout, qint64 limit,
                      const QByteArray &accept = {});

/// Whether an argument of a verb is an address rather than a file.
bool isAddress(const QString &argument);

/// Reads a file, or stdin for "-", up to `limit` bytes. `error` says what went wrong; `status` stays 0.
FetchedPage readFile(const QString &path, qint64 limit);

} // namespace quarterdeck
