#include "app/cli/incidentsverb.h"

#include "app/recording/recordtime.h"
#include "app/cli/incidentdeed.h"
#include "app/cli/output.h"
#include "app/cli/verbhelp.h"
#include "app/journal/person.h"
#include "app/recording/eventreader.h"
#include "app/recording/recorder.h"
#include "models/incidents/incidentreport.h"
#include "models/incidents/plaintext.h"
#include "models/incidents/postmortem.h"
#include "models/incidents/postmortemtext.h"
#include "models/items/incidenttext.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int exitNone = 1;
constexpr int mostListed = 100'000;

QByteArray (*drawPdf)(const Postmortem &facts) = nullptr;

/// What the verb was told.
struct Order
{
    QString what;
    QString operand;
    QString store;
    QString format;
    QString output; ///< a file; empty: stdout
    int limit = 50;
    int days = 30;
    std::optional<WallTime> from; ///< of a report: instead of so many days until now
    std::optional<WallTime> to;
    bool json = false;
};

const QString noTime =
    QStringLiteral("%1 wants a time like 14:05, \"10 min ago\" or 2026-11-21T14:16:40Z (UTC), not \"%2\"");

/// As the window takes it; the past and, with a date, any time.
std::optional<WallTime> timeOf(const QString &text)
{
    const std::optional<WallTime> full = wallTimeFromRfc3339(text);
    return full || text.isEmpty() ? full : timeFromText(text, recordTimeNow());
}

QString padded(const QString &text, int width)
{
    return text.leftJustified(width) + u"  "_s;
}

int list(EventReader &reader, const Order &order)
{
    const QList<Incident> incidents = reader.incidents(order.limit);
    if (order.json) {
        QJsonArray array;
        for (const Incident &incident : incidents) {
            array.append(incidentToJson(incident));
        }
        printJson(QJsonDocument(array));
        return 0;
    }
    for (const Incident &incident : incidents) {
        const auto mitigated = incident.clock.timeToMitigate();
        printData(padded(QString::number(incident.number.value), 5) +
                  padded(dateTimeText(incident.clock.detected), 19) + padded(toString(incident.state), 9) +
                  padded(toString(incident.severity), 8) +
                  padded(mitigated ? spanText(*mitigated) : u"-"_s, 12) +
                  shortened(plainText(incident.title).simplified(), 300) + u'\n');
    }
    if (incidents.isEmpty()) {
        printMessage(u"no incident is on record"_s);
    }
    return 0;
}

std::optional<Postmortem> factsOf(EventReader &reader, const Order &order)
{
    bool fine = false;
    const qint64 number = order.operand.toLongLong(&fine);
    const std::optional<Postmortem> facts =
        fine ? reader.postmortem({number}, recordTimeNow()) : std::optional<Postmortem>();
    if (!facts) {
        printMessage(u"there is no incident \"%1\" in %2"_s.arg(order.operand, order.store));
    }
    return facts;
}

int show(EventReader &reader, const Order &order)
{
    std::optional<Postmortem> facts = factsOf(reader, order);
    if (!facts) {
        return exitNone;
    }
    if (order.json) {
        printJson(QJsonDocument(postmortemJson(*facts)));
        return 0;
    }
    *facts = printable(*facts); // a terminal obeys what a text of the fleet may hold
    const Incident &incident = facts->incident;
    printData(u"%1 %2\n%3, %4; rule: %5\n\n"_s.arg(QString::number(incident.number.value), incident.title,
                                                   toString(incident.severity), toString(incident.state),
                                                   incident.ruleText));
    for (const ClockRow &row : clockRows(*facts)) {
        printData(padded(row.name, 14) + padded(row.time, 19) + row.after + u'\n');
    }
    printData(u"\n"_s);
    for (const auto &[name, value] : impactRows(*facts)) {
        printData(u"%1: %2\n"_s.arg(name, value));
    }
    printData(u"\nUTC\n"_s);
    for (const Event &event : facts->events) {
        printData(padded(dateTimeText(event.happened), 19) + padded(toString(event.kind), 8) + event.text() +
                  marksText(event) + lateText(event) + u'\n');
    }
    return 0;
}

/// To stdout, or into a file that is there whole or not at all.
int put(const QByteArray &bytes, const QString &output)
{
    if (output.isEmpty()) {
        printData(bytes);
        return 0;
    }
    QSaveFile file(output);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        printMessage(u"%1 cannot be written: %2"_s.arg(output, file.errorString()));
        return exitCouldNot;
    }
    return 0;
}

int exportOne(EventReader &reader, const Order &order)
{
    const std::optional<Postmortem> facts = factsOf(reader, order);
    if (!facts) {
        return exitNone;
    }
    QByteArray bytes;
    if (order.format == u"pdf") {
        if (!drawPdf) {
            printMessage(u"this program was built without a way to draw a PDF"_s);
            return exitCouldNot;
        }
        bytes = drawPdf(*facts);
    } else if (order.format == u"json") {
        bytes = QJsonDocument(postmortemJson(*facts)).toJson(QJsonDocument::Compact) + '\n';
    } else {
        bytes = (order.format == u"html"  ? postmortemHtml(*facts)
                 : order.format == u"csv" ? postmortemCsv(*facts)
                                          : postmortemMarkdown(*facts))
                    .toUtf8();
    }
    return put(bytes, order.output);
}

int report(EventReader &reader, const Order &order)
{
    const WallTime to = order.to.value_or(recordTimeNow());
    const WallTime from = order.from.value_or(to - std::chrono::days(order.days));
    const IncidentReport report = reportOf(reader.incidents(mostListed), from, to);
    return put((order.format == u"html" ? reportHtml(report, from, to) : reportCsv(report)).toUtf8(),
               order.output);
}

int at(EventReader &reader, const Order &order)
{
    const std::optional<WallTime> when = timeOf(order.operand);
    if (!when) {
        printMessage(noTime.arg(u"at"_s, order.operand));
        return exitUsage;
    }
    const std::optional<FleetMoment> moment = reader.moment(*when);
    if (!moment) {
        const std::optional<WallTime> first = reader.firstMoment();
        printMessage(first ? u"nothing is kept of that time; the record begins %1"_s.arg(rfc3339Text(*first))
                           : u"the record holds no state of a fleet"_s);
        return exitNone;
    }
    if (order.json) {
        QJsonArray instances;
        for (const InstanceMoment &instance : moment->instances()) {
            QJsonArray breakers;
            for (const BreakerMoment &breaker : instance.breakers) {
                breakers.append(
                    QJsonObject{{u"name"_s, breaker.name}, {u"state"_s, toString(breaker.state)}});
            }
            instances.append(QJsonObject{{u"instance"_s, instance.instance},
                                         {u"service"_s, instance.service},
                                         {u"cluster"_s, instance.cluster},
                                         {u"state"_s, toString(instance.state)},
                                         {u"why"_s, instance.why},
                                         {u"since"_s, rfc3339Text(instance.since)},
                                         {u"breakers"_s, breakers}});
        }
        printJson(QJsonDocument(QJsonObject{{u"at"_s, rfc3339Text(*when)}, {u"instances"_s, instances}}));
        return 0;
    }
    QStringList counts;
    for (int i = 0; i < stateCount; ++i) {
        const auto state = static_cast<State>(i);
        if (const int count = moment->count(state); count > 0) {
            counts.append(u"%1 %2"_s.arg(count).arg(toString(state)));
        }
    }
    printData(u"%1 UTC: %2 of %3 instances, %4 open breakers\n"_s.arg(
        dateTimeText(*when), counts.join(u", "_s), QString::number(moment->instances().size()),
        QString::number(moment->openBreakers())));
    QList<InstanceMoment> bad = moment->instances();
    bad.removeIf([](const InstanceMoment &instance) { return instance.state == State::Up; });
    std::stable_sort(bad.begin(), bad.end(),
                     [](const InstanceMoment &a, const InstanceMoment &b) { return a.state < b.state; });
    for (const InstanceMoment &instance : std::as_const(bad)) {
        printData(padded(toString(instance.state), 9) + padded(plainText(instance.instance), 36) +
                  padded(dateTimeText(instance.since), 19) + plainText(instance.why) + u'\n');
    }
    return 0;
}

int deed(const QCommandLineParser &parser, const QStringList &words, const QString &store)
{
    QString problem;
    std::optional<IncidentOrder> order = incidentOrderOf(words, &problem);
    if (order && parser.isSet(u"at"_s)) {
        order->happened = timeOf(parser.value(u"at"_s));
        problem = order->happened ? QString() : noTime.arg(u"--at"_s, parser.value(u"at"_s));
    }
    if (!problem.isEmpty()) {
        printMessage(problem);
        return exitUsage;
    }
    order->person = thisPerson();
    order->clearsOnRecovery = parser.isSet(u"until-recovery"_s);
    return carryOutInStore(*order, store);
}

QStringList formats()
{
    return {u"md"_s, u"html"_s, u"pdf"_s, u"json"_s, u"csv"_s};
}

/// As it was said, else by the name of the file.
QString formatOf(const QString &format, const QString &output)
{
    if (!format.isEmpty()) {
        return format;
    }
    const QString suffix = output.section(u'.', -1).toLower();
    return output.contains(u'.') && formats().contains(suffix) ? suffix : u"md"_s;
}

} // namespace

void setPostmortemPdf(QByteArray (*draw)(const Postmortem &facts))
{
    drawPdf = draw;
}

bool incidentsVerbDraws(const QStringList &arguments)
{
    return std::any_of(arguments.begin(), arguments.end(), [](const QString &argument) {
        return argument == u"pdf" || argument == u"--format=pdf" ||
               argument.endsWith(u".pdf", Qt::CaseInsensitive);
    });
}

int incidentsVerb(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Reads the record. All times are UTC.\n\n"
        "  list               incidents, newest first (what happens without a word)\n"
        "  show N             one incident: its clock, its impact, its timeline\n"
        "  export N           its postmortem\n"
        "  report             how often and how long, by service, as CSV; --format html draws it\n"
        "  at TIME            how every instance and breaker was at that moment\n\n"
        "and what people do to an incident, under their login name, while a console records or not:\n"
        "  ack N [COMMENT]    somebody is on it; --until-recovery takes that back when it is mitigated\n"
        "  note N TEXT        --at TIME where it tells of earlier\n"
        "  resolve N [COMMENT]\n"
        "  title N TEXT, severity N critical|major|minor, commander N [NAME]\n"
        "  pin N, unpin N     kept for good, whatever its age\n"
        "  link N RUN         a run of a runbook belongs to it\n"
        "  merge N INTO, split N SERVICE..."_s);
    parser.addPositionalArgument(u"[list|show N|export N|report|at TIME|ack N|...]"_s, u"What to do."_s);
    parser.addOptions(
        {{u"store"_s, u"The record's file."_s, u"FILE"_s},
         {u"json"_s, u"Print JSON."_s},
         {u"format"_s, u"Of an export: md, html, pdf, json or csv (md, or what --output ends with)."_s,
          u"FORMAT"_s},
         {u"output"_s, u"Write an export or a report to this file."_s, u"FILE"_s},
         {u"limit"_s, u"How many incidents to list (50)."_s, u"N"_s},
         {u"days"_s, u"How far back a report goes (30)."_s, u"DAYS"_s},
         {u"from"_s, u"Where a report begins: 2026-11-01, or a time as of --at."_s, u"TIME"_s},
         {u"to"_s, u"Where it ends (now)."_s, u"TIME"_s}});
    parser.addOptions(
        {{u"at"_s, u"When it was, of a note: 14:05, \"10 min ago\" or 2026-11-21T14:16:40Z."_s, u"TIME"_s},
         {u"until-recovery"_s, u"An acknowledgement that ends by itself."_s}});
    addHelpOption(parser);
    if (!parser.parse(arguments)) {
        printMessage(parser.errorText());
        return exitUsage;
    }
    if (parser.isSet(u"help"_s)) {
        printData(helpOf(parser, u"incidents"_s));
        return 0;
    }
    const QStringList words = parser.positionalArguments();
    Order order;
    order.what = words.value(0, u"list"_s);
    order.operand = words.value(1);
    order.store = parser.isSet(u"store"_s) ? parser.value(u"store"_s) : Recorder::standardPath();
    order.output = parser.value(u"output"_s);
    order.format = formatOf(parser.value(u"format"_s), order.output);
    order.json = parser.isSet(u"json"_s);
    if (orderKindFromString(order.what)) {
        return deed(parser, words, order.store);
    }
    const struct
    {
        QString word;
        bool operand;
        int (*run)(EventReader &, const Order &);
    } orders[] = {{u"list"_s, false, list},
                  {u"show"_s, true, show},
                  {u"export"_s, true, exportOne},
                  {u"report"_s, false, report},
                  {u"at"_s, true, at}};
    const auto *known = std::find_if(std::begin(orders), std::end(orders),
                                     [&order](const auto &each) { return each.word == order.what; });
    if (known == std::end(orders) || words.size() > 2 || known->operand == order.operand.isEmpty()) {
        printMessage(
            u"incidents wants list, show N, export N, report, at TIME, or ack N and its like; see --help"_s);
        return exitUsage;
    }
    if (!formats().contains(order.format)) {
        printMessage(u"--format is md, html, pdf, json or csv, not \"%1\""_s.arg(order.format));
        return exitUsage;
    }
    if (order.format == u"pdf" && order.output.isEmpty() && ::isatty(STDOUT_FILENO) != 0) {
        printMessage(u"a PDF is nothing for a terminal: --output FILE, or a pipe"_s);
        return exitUsage;
    }
    for (const auto &[name, value] :
         {std::pair{u"limit"_s, &order.limit}, std::pair{u"days"_s, &order.days}}) {
        bool fine = true;
        *value = parser.isSet(name) ? parser.value(name).toInt(&fine) : *value;
        if (!fine || *value < 1 || *value > mostListed) {
            printMessage(u"--%1 wants a number from 1 to %2, not \"%3\""_s.arg(
                name, QString::number(mostListed), parser.value(name)));
            return exitUsage;
        }
    }
    for (const auto &[name, value] : {std::pair{u"from"_s, &order.from}, std::pair{u"to"_s, &order.to}}) {
        const QString text = parser.value(name);
        *value = wallTimeFromRfc3339(text.size() == 10 ? text + u"T00:00:00Z"_s : text);
        if (parser.isSet(name) && !*value) {
            printMessage(
                u"--%1 wants a day like 2026-11-01 or a time like 2026-11-21T14:16:40Z, not \"%2\""_s.arg(
                    name, text));
            return exitUsage;
        }
    }
    if (order.from && order.from >= order.to.value_or(recordTimeNow())) {
        printMessage(u"--from is not before --to"_s);
        return exitUsage;
    }
    Database database;
    const QString problem = database.open(order.store, Database::Access::ReadOnly);
    if (!problem.isEmpty()) {
        printMessage(problem);
        return exitCouldNot;
    }
    EventReader reader(database);
    return known->run(reader, order);
}

} // namespace quarterdeck
