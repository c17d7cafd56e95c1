#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QStringList>

namespace quarterdeck::test {

/// What `quarterdeck` did as a process of its own.
struct ConsoleRun
{
    int code = -1;
    QList<QJsonObject> lines; ///< of --json
    QByteArray out;
    QByteArray err;
    [[nodiscard]] QJsonObject result() const { return lines.isEmpty() ? QJsonObject() : lines.last(); }
    [[nodiscard]] QString state() const { return result().value(QStringLiteral("state")).toString(); }
    [[nodiscard]] QString reason() const { return result().value(QStringLiteral("reason")).toString(); }
};

inline QString consoleProgram()
{
    return QStringLiteral(QUARTERDECK_BIN_DIR "/quarterdeck");
}

inline ConsoleRun console(const QStringList &arguments, int timeoutMs = 150'000)
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(consoleProgram(), arguments);
    ConsoleRun run;
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished(5000);
        return run;
    }
    run.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    run.out = process.readAllStandardOutput();
    run.err = process.readAllStandardError();
    for (const QByteArray &line : run.out.split('\n')) {
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (document.isObject()) {
            run.lines.append(document.object());
        }
    }
    return run;
}

} // namespace quarterdeck::test
