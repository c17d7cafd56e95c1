#include "app/cli/healthverb.h"

#include "app/cli/fetch.h"
#include "app/cli/output.h"
#include "app/cli/verbhelp.h"
#include "models/health/healthanswer.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonObject>

namespace quarterdeck {

namespace {

constexpr std::chrono::seconds fetchTimeout{10};
constexpr qint64 bodyLimit = 16LL * 1024 * 1024;

QJsonArray toJson(const QList<HealthComponent> &components)
{
    QJsonArray array;
    for (const HealthComponent &component : components) {
        array.append(QJsonObject{{QStringLiteral("name"), component.name},
                                 {QStringLiteral("verdict"), toString(component.verdict)},
                                 {QStringLiteral("raw"), component.raw},
                                 {QStringLiteral("reason"), component.reason},
                                 {QStringLiteral("components"), toJson(component.components)}});
    }
    return array;
}

QJsonObject toJson(const HealthAnswer &answer)
{
    return QJsonObject{{QStringLiteral("verdict"), toString(answer.verdict)},
                       {QStringLiteral("format"), toString(answer.format)},
                       {QStringLiteral("raw"), answer.raw},
                       {QStringLiteral("reason"), answer.reason},
                       {QStringLiteral("components"), toJson(answer.components)}};
}

void appendText(const QList<HealthComponent> &components, int depth, QString &text)
{
    for (const HealthComponent &component : components) {
        text +=
            QString(depth * 2, u' ') + component.name + QStringLiteral(": ") + toString(component.verdict);
        if (!component.raw.isEmpty() &&
            component.raw.compare(toString(component.verdict), Qt::CaseInsensitive) != 0) {
            text += QStringLiteral(" [") + component.raw + u']';
        }
        if (!component.reason.isEmpty()) {
            text += QStringLiteral(" (") + component.reason + u')';
        }
        text += u'\n';
        appendText(component.components, depth + 1, text);
    }
}

QString toText(const HealthAnswer &answer)
{
    QString text = toString(answer.verdict);
    if (!answer.reason.isEmpty()) {
        text += QStringLiteral(" \u00b7 ") + answer.reason;
    }
    text += QStringLiteral("\nformat: ") + toString(answer.format) + QStringLiteral(", said: ") + answer.raw +
            u'\n';
    appendText(answer.components, 1, text);
    return text;
}

int exitCode(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Up:
        return 0;
    case Verdict::Degraded:
        return 1;
    case Verdict::Down:
        return 2;
    default:
        return 3;
    }
}

} // namespace

int healthVerb(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Says how a health or readiness answer is understood.\n"
                                                    "Exit: 0 up, 1 degraded, 2 down, 3 anything else."));
    const QCommandLineOption readiness(QStringLiteral("readiness"),
                                       QStringLiteral("the question was \"do you take traffic\""));
    const QCommandLineOption status(QStringLiteral("status"),
                                    QStringLiteral("HTTP status of a file's answer"), QStringLiteral("CODE"),
                                    QStringLiteral("200"));
    const QCommandLineOption contentType(QStringLiteral("content-type"),
                                         QStringLiteral("Content-Type of a file's answer"),
                                         QStringLiteral("TYPE"));
    const QCommandLineOption format(QStringLiteral("format"), healthFormatNames().join(QStringLiteral(", ")),
                                    QStringLiteral("FORMAT"), QStringLiteral("auto"));
    const QCommandLineOption json(QStringLiteral("json"), QStringLiteral("print JSON"));
    const QCommandLineOption help(QStringList{QStringLiteral("h"), QStringLiteral("help")},
                                  QStringLiteral("show this"));
    parser.addOptions({readiness, status, contentType, format, json, help});
    parser.addPositionalArgument(QStringLiteral("FILE|URL|-"),
                                 QStringLiteral("the answer's body; - is stdin"));
    if (!parser.parse(arguments)) {
        printMessage(parser.errorText());
        return exitUsage;
    }
    if (parser.isSet(help)) {
        printData(helpOf(parser, QStringLiteral("health")));
        return 0;
    }
    HealthExpectation expectation;
    const std::optional<HealthFormat> wanted = healthFormatFromName(parser.value(format));
    if (!wanted) {
        printMessage(QStringLiteral("--format is one of %1, not \"%2\"")
                         .arg(healthFormatNames().join(QStringLiteral(", ")), parser.value(format)));
        return exitUsage;
    }
    expectation.format = *wanted;
    bool isNumber = false;
    HealthInput input;
    input.status = parser.value(status).toInt(&isNumber);
    if (!isNumber || input.status < 100 || input.status > 599) {
        printMessage(QStringLiteral("--status is an HTTP status from 100 to 599, not \"%1\"")
                         .arg(parser.value(status)));
        return exitUsage;
    }
    if (parser.positionalArguments().size() != 1) {
        printMessage(QStringLiteral("health takes one file, address or - (stdin)"));
        return exitUsage;
    }
    const QString source = parser.positionalArguments().constFirst();
    const FetchedPage page =
        isAddress(source) ? fetchPage(QUrl(source), fetchTimeout, bodyLimit) : readFile(source, bodyLimit);

    HealthAnswer answer;
    if (!page.error.isEmpty()) {
        // Nothing answered: that is said as such, it is no verdict of the target's
        answer.reason = page.error;
        printMessage(source + QStringLiteral(": ") + page.error);
    } else {
        if (isAddress(source)) {
            input.status = page.status;
            input.location = page.location;
        }
        input.contentType = parser.isSet(contentType) ? parser.value(contentType).toUtf8() : page.contentType;
        input.body = page.body;
        answer = readHealth(
            input, parser.isSet(readiness) ? HealthQuestion::Readiness : HealthQuestion::Health, expectation);
    }
    if (parser.isSet(json)) {
        printJson(QJsonDocument(toJson(answer)));
    } else if (page.error.isEmpty()) {
        printData(toText(answer));
    }
    return exitCode(answer.verdict);
}

} // namespace quarterdeck
