#include "app/cli/backupverb.h"

#include "app/cli/output.h"
#include "app/cli/verbhelp.h"
#include "app/recording/recorder.h"
#include "app/recording/storebackup.h"

#include <QCommandLineParser>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

struct Order
{
    QString file;
    QString store;
};

/// What to do, or the exit code with which all is said.
std::variant<Order, int> read(const QStringList &arguments, const QString &verb, const QString &description)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(description);
    parser.addPositionalArgument(u"FILE"_s, u"The backup."_s);
    const QCommandLineOption store(u"store"_s, u"The record's file."_s, u"FILE"_s);
    parser.addOption(store);
    addHelpOption(parser);
    if (!parser.parse(arguments)) {
        printMessage(parser.errorText());
        return exitUsage;
    }
    if (parser.isSet(u"help"_s)) {
        printData(helpOf(parser, verb));
        return 0;
    }
    if (parser.positionalArguments().size() != 1) {
        printMessage(u"%1 wants one FILE; see --help"_s.arg(verb));
        return exitUsage;
    }
    return Order{parser.positionalArguments().first(),
                 parser.isSet(store) ? parser.value(store) : Recorder::standardPath()};
}

} // namespace

int backupVerb(const QStringList &arguments)
{
    const auto read = quarterdeck::read(
        arguments, u"backup"_s,
        u"Writes a consistent, checksummed snapshot of the record, also while it is in use."_s);
    if (const int *code = std::get_if<int>(&read)) {
        return *code;
    }
    const Order &order = std::get<Order>(read);
    const BackupResult result = backupStore(order.store, order.file);
    if (!result.problem.isEmpty()) {
        printMessage(result.problem);
        return exitCouldNot;
    }
    printData(u"%1  %2 bytes  sha256 %3\n"_s.arg(order.file, QString::number(result.bytes), result.sha256));
    return 0;
}

int restoreVerb(const QStringList &arguments)
{
    const auto read = quarterdeck::read(
        arguments, u"restore"_s,
        u"Puts a backup in the place of the record. The record that was there is kept beside it."_s);
    if (const int *code = std::get_if<int>(&read)) {
        return *code;
    }
    const Order &order = std::get<Order>(read);
    const BackupResult result = restoreStore(
        order.file, order.store, QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmss'Z'"_s));
    if (!result.problem.isEmpty()) {
        printMessage(result.problem);
        return exitCouldNot;
    }
    printData(u"%1  %2 bytes\n"_s.arg(order.store, QString::number(result.bytes)));
    if (!result.setAside.isEmpty()) {
        printMessage(u"what was there is kept as %1"_s.arg(result.setAside));
    }
    return 0;
}

} // namespace quarterdeck
