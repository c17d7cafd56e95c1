#include "app/cli/auditverb.h"

#include "app/cli/output.h"
#include "app/cli/verbhelp.h"
#include "app/recording/recorder.h"

#include <QCommandLineParser>
#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QString timeText(WallTime time)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

int verify(Recorder &recorder, bool json)
{
    QFuture<AuditLog::Verdict> asked =
        recorder.submit([](RunStore &store) { return store.audit().verify(); });
    asked.waitForFinished();
    const AuditLog::Verdict verdict = asked.result();
    const bool holds = verdict.problem.isEmpty();
    if (json) {
        printJson(
            QJsonDocument(QJsonObject{{u"entries"_s, verdict.entries},
                                      {u"holds"_s, holds},
                                      {u"broken_at"_s, holds ? QJsonValue() : QJsonValue(verdict.brokenAt)},
                                      {u"problem"_s, holds ? QJsonValue() : QJsonValue(verdict.problem)}}));
    } else if (holds) {
        printData(u"the chain holds: %1 entries\n"_s.arg(verdict.entries));
    } else {
        printData(u"broken at entry %1: %2\n"_s.arg(verdict.brokenAt).arg(verdict.problem));
    }
    return holds ? 0 : 1;
}

int list(Recorder &recorder, bool json, int limit)
{
    QFuture<QList<AuditEntry>> asked =
        recorder.submit([limit](RunStore &store) { return store.audit().tail(limit); });
    asked.waitForFinished();
    const QList<AuditEntry> entries = asked.result();
    for (const AuditEntry &entry : entries) {
        if (json) {
            printJson(QJsonDocument(QJsonObject{{u"entry"_s, entry.entry},
                                                {u"time"_s, timeText(entry.at)},
                                                {u"person"_s, entry.person},
                                                {u"action"_s, entry.action},
                                                {u"subject"_s, entry.subject},
                                                {u"detail"_s, entry.detail},
                                                {u"hash"_s, entry.hash}}));
        } else {
            printData(u"%1  %2  %3  %4  %5  %6\n"_s.arg(
                QString::number(entry.entry), timeText(entry.at),
                entry.person.isEmpty() ? u"-"_s : entry.person, entry.action, entry.subject,
                QString::fromUtf8(QJsonDocument(entry.detail).toJson(QJsonDocument::Compact))));
        }
    }
    return 0;
}

} // namespace

int auditVerb(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"The audit log: who did what, each entry bound to the one before by its hash.\n\n"
        "verify reads the whole chain and says where it is broken; list prints the newest entries."_s);
    parser.addPositionalArgument(u"verify|list"_s, u"What to do."_s);
    parser.addOptions({{u"store"_s, u"The record's file."_s, u"FILE"_s},
                       {u"limit"_s, u"With list: so many entries (100)."_s, u"N"_s, u"100"_s},
                       {u"json"_s, u"Print JSON."_s}});
    addHelpOption(parser);
    if (!parser.parse(arguments)) {
        printMessage(parser.errorText());
        return exitUsage;
    }
    if (parser.isSet(u"help"_s)) {
        printData(helpOf(parser, u"audit"_s));
        return 0;
    }
    const QStringList words = parser.positionalArguments();
    bool fine = false;
    const int limit = parser.value(u"limit"_s).toInt(&fine);
    if (words.size() != 1 || (words.first() != u"verify"_s && words.first() != u"list"_s) || !fine ||
        limit < 1) {
        printMessage(u"audit needs \"verify\" or \"list\"; see --help"_s);
        return exitUsage;
    }
    const QString path = parser.isSet(u"store"_s) ? parser.value(u"store"_s) : Recorder::standardPath();
    if (!QFile::exists(path)) {
        printMessage(u"there is no record at %1"_s.arg(path));
        return 1;
    }
    Recorder recorder(path, Database::Access::ReadOnly);
    QFuture<QString> opened = recorder.opened();
    opened.waitForFinished();
    if (!opened.result().isEmpty()) {
        printMessage(u"%1: %2"_s.arg(path, opened.result()));
        return 1;
    }
    return words.first() == u"verify"_s ? verify(recorder, parser.isSet(u"json"_s))
                                        : list(recorder, parser.isSet(u"json"_s), limit);
}

} // namespace quarterdeck
