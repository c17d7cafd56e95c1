#include "app/window/windowoptions.h"

#include "app/cli/verbhelp.h"

#include "models/items/incidenttext.h"
#include "widgets/commands.h"

#include <QCommandLineParser>
#include <QDir>
#include <QStandardPaths>

namespace quarterdeck {

namespace {

struct Parser
{
    QCommandLineParser parser;
    QCommandLineOption config{
        {QStringLiteral("c"), QStringLiteral("config")},
        QStringLiteral("A fleet.yml or a prometheus.yml. Without it: %1.").arg(defaultConfigPath()),
        QStringLiteral("FILE")};
    QCommandLineOption screenshot{QStringLiteral("screenshot"),
                                  QStringLiteral("Write a picture of the window to FILE (PNG) and leave."),
                                  QStringLiteral("FILE")};
    QCommandLineOption after{QStringLiteral("after"),
                             QStringLiteral("Seconds until the picture is taken (12)."),
                             QStringLiteral("SECONDS")};
    QCommandLineOption page{
        QStringLiteral("page"),
        QStringLiteral("Open this page first: %1.").arg(pageNames().join(QStringLiteral(", "))),
        QStringLiteral("NAME")};
    QCommandLineOption theme{QStringLiteral("theme"), QStringLiteral("dark, light or system."),
                             QStringLiteral("NAME")};
    QCommandLineOption filter{QStringLiteral("filter"), QStringLiteral("Begin with this filter."),
                              QStringLiteral("TEXT")};
    QCommandLineOption replay{
        QStringLiteral("replay"),
        QStringLiteral("Show the record of TIME: \"14:05\" (UTC), \"10 min ago\" or RFC 3339."),
        QStringLiteral("TIME")};
    QCommandLineOption select{QStringLiteral("select"),
                              QStringLiteral("Show the details of this instance, breaker or runbook."),
                              QStringLiteral("NAME")};
    QCommandLineOption size{QStringLiteral("size"), QStringLiteral("Size of the window, e.g. 1680x1020."),
                            QStringLiteral("WxH")};
    QCommandLineOption store{
        QStringLiteral("store"),
        QStringLiteral("The record of events, incidents and runs. Without it: the user's own."),
        QStringLiteral("FILE")};
    QCommandLineOption readOnly{QStringLiteral("read-only"),
                                QStringLiteral("Look, and never act: no runbook can be run.")};

    QCommandLineOption keep{QStringLiteral("keep"),
                            QStringLiteral("Keep events for so many days (30, or as fleet.yml says)."),
                            QStringLiteral("DAYS")};
    QCommandLineOption keepSize{
        QStringLiteral("keep-size"),
        QStringLiteral("Keep at most so many MB of them (2000, or as fleet.yml says)."),
        QStringLiteral("MB")};

    Parser()
    {
        parser.setApplicationDescription(QStringLiteral("Opens the window on a fleet."));
        addHelpOption(parser);
        parser.addOptions({config, screenshot, after, page, theme, filter, replay, select, size, store, keep,
                           keepSize, readOnly});
    }
};

std::optional<QSize> sizeFrom(const QString &text)
{
    const QStringList parts = text.split(QLatin1Char('x'));
    bool widthFine = false;
    bool heightFine = false;
    if (parts.size() != 2) {
        return std::nullopt;
    }
    const QSize size(parts.at(0).toInt(&widthFine), parts.at(1).toInt(&heightFine));
    if (!widthFine || !heightFine || size.width() < 640 || size.height() < 400 || size.width() > 16384 ||
        size.height() > 16384) {
        return std::nullopt;
    }
    return size;
}

} // namespace

QString defaultConfigPath()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation))
        .filePath(QStringLiteral("quarterdeck/fleet.yml"));
}

std::variant<WindowOptions, QString> readWindowOptions(const QStringList &arguments)
{
    Parser p;
    if (!p.parser.parse(arguments)) {
        return p.parser.errorText();
    }
    if (!p.parser.positionalArguments().isEmpty()) {
        return QStringLiteral("\"%1\" is not an option; a file is given as --config FILE")
            .arg(p.parser.positionalArguments().first());
    }
    WindowOptions options;
    options.helpWanted = p.parser.isSet(QStringLiteral("help"));
    options.config = p.parser.value(p.config);
    options.screenshot = p.parser.value(p.screenshot);
    options.page = p.parser.value(p.page);
    options.theme = p.parser.value(p.theme);
    options.filter = p.parser.value(p.filter);
    options.select = p.parser.value(p.select);
    options.replay = p.parser.value(p.replay);
    if (p.parser.isSet(p.replay) && !timeFromText(options.replay, std::chrono::system_clock::now())) {
        return QStringLiteral("--replay: \"%1\" is no time that has gone by").arg(options.replay);
    }
    options.store = p.parser.value(p.store);
    options.readOnly = p.parser.isSet(p.readOnly);
    if (p.parser.isSet(p.after)) {
        bool fine = false;
        options.after = p.parser.value(p.after).toDouble(&fine);
        if (!fine || !(options.after >= 0 && options.after <= 86400)) {
            return QStringLiteral("--after wants seconds, 0 to 86400, not \"%1\"")
                .arg(p.parser.value(p.after));
        }
    }
    const auto number = [&p](const QCommandLineOption &option, double least, double most,
                             std::optional<double> *value) {
        if (!p.parser.isSet(option)) {
            return QString();
        }
        bool fine = false;
        *value = p.parser.value(option).toDouble(&fine);
        return fine && **value >= least && **value <= most
                   ? QString()
                   : QStringLiteral("--%1 wants a number from %2 to %3, not \"%4\"")
                         .arg(option.names().first(), QString::number(least), QString::number(most, 'f', 0),
                              p.parser.value(option));
    };
    for (const QString &wrong :
         {number(p.keep, 1, 36500, &options.keepDays), number(p.keepSize, 1, 1e9, &options.keepMegabytes)}) {
        if (!wrong.isEmpty()) {
            return wrong;
        }
    }
    if (!options.theme.isEmpty() && options.theme != QStringLiteral("dark") &&
        options.theme != QStringLiteral("light") && options.theme != QStringLiteral("system")) {
        return QStringLiteral("--theme is dark, light or system, not \"%1\"").arg(options.theme);
    }
    if (!options.page.isEmpty() && !pageNames().contains(options.page)) {
        return QStringLiteral("there is no page \"%1\"; known: %2")
            .arg(options.page, pageNames().join(QStringLiteral(", ")));
    }
    if (p.parser.isSet(p.size)) {
        const std::optional<QSize> size = sizeFrom(p.parser.value(p.size));
        if (!size) {
            return QStringLiteral("--size wants e.g. 1680x1020 (640x400 to 16384x16384), not \"%1\"")
                .arg(p.parser.value(p.size));
        }
        options.size = *size;
    }
    return options;
}

QString windowHelp()
{
    return helpOf(Parser().parser, QString());
}

} // namespace quarterdeck
