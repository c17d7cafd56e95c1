#pragma once

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStringList>
#include <QTcpSocket>

#include <optional>

/// A running quarterdeck-simfleet with a control port, on free ports; ends with the test, however that ends.
class SimfleetProcess
{
public:
    struct Answer
    {
        int status = 0;
        QByteArray head;
        QByteArray body;
        QAbstractSocket::SocketError error = QAbstractSocket::UnknownSocketError;
        bool timedOut = false;
        [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    };

    ~SimfleetProcess()
    {
        if (process.state() != QProcess::NotRunning) {
            process.terminate();
            if (!process.waitForFinished(5000)) {
                process.kill();
                process.waitForFinished(5000);
            }
        }
    }

    /// Returns when it said that it is ready.
    bool start(const QStringList &arguments)
    {
        process.setProcessChannelMode(QProcess::SeparateChannels);
        process.start(QStringLiteral(QUARTERDECK_BIN_DIR "/quarterdeck-simfleet"),
                      QStringList{QStringLiteral("--control"), QStringLiteral("0"),
                                  QStringLiteral("--exit-with-parent")} +
                          arguments);
        static const QRegularExpression ready(QStringLiteral(
            R"(ready: (\d+) instances on (\S+) to (\S+), port (\d+), control http://127\.0\.0\.1:(\d+))"));
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 20'000 && process.state() != QProcess::NotRunning) {
            process.waitForReadyRead(50);
            errors += process.readAllStandardError();
            const QRegularExpressionMatch match = ready.match(QString::fromUtf8(errors));
            if (match.hasMatch()) {
                port = match.captured(4).toUShort();
                controlPort = match.captured(5).toUShort();
                return true;
            }
        }
        return false;
    }

    /// One request on a connection of its own.
    static Answer ask(const QString &host, quint16 port, const QByteArray &request, int timeoutMs = 5000)
    {
        Answer answer;
        QTcpSocket socket;
        socket.connectToHost(host, port);
        QByteArray bytes;
        if (socket.waitForConnected(timeoutMs)) {
            socket.write(request);
            QElapsedTimer timer;
            timer.start();
            while (socket.state() == QAbstractSocket::ConnectedState && timer.elapsed() < timeoutMs) {
                socket.waitForReadyRead(timeoutMs - int(timer.elapsed()));
                bytes += socket.readAll();
            }
            answer.timedOut = socket.state() == QAbstractSocket::ConnectedState;
        }
        answer.error = socket.error();
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        if (end > 0) {
            answer.head = bytes.left(end);
            answer.body = bytes.mid(end + 4);
            answer.status = answer.head.mid(9, 3).toInt();
        }
        return answer;
    }

    [[nodiscard]] Answer get(const QString &host, const QByteArray &path, int timeoutMs = 5000,
                             const QByteArray &headers = {}) const
    {
        return ask(host, port,
                   "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n",
                   timeoutMs);
    }
    [[nodiscard]] Answer control(const QByteArray &method, const QByteArray &path,
                                 const QByteArray &body = {}) const
    {
        return ask(QStringLiteral("127.0.0.1"), controlPort,
                   method + ' ' + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " +
                       QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }

    QProcess process;
    QByteArray errors;
    quint16 port = 0;
    quint16 controlPort = 0;
};
