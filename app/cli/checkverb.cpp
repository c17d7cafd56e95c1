#include "app/cli/checkverb.h"

#include "app/cli/output.h"
#include "app/cli/verbhelp.h"
#include "app/config/configuration.h"
#include "app/config/runbookcatalog.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonObject>

#include <cstdio>

namespace quarterdeck {

namespace {

constexpr int exitGood = 0;
constexpr int exitBad = 1;

struct CheckedFile
{
    QString path;
    ConfigurationResult result;
    QList<std::shared_ptr<const RunbookDefinition>> runbooks; ///< that it is, or that its folder holds
};

QJsonArray toJson(const QList<ConfigProblem> &problems)
{
    QJsonArray array;
    for (const ConfigProblem &problem : problems) {
        array.append(QJsonObject{{QStringLiteral("file"), problem.file},
                                 {QStringLiteral("line"), problem.line},
                                 {QStringLiteral("column"), problem.column},
                                 {QStringLiteral("message"), problem.message}});
    }
    return array;
}

QJsonDocument toJson(const QList<CheckedFile> &files)
{
    QJsonArray jobs;
    QList<ConfigProblem> errors;
    QList<ConfigProblem> warnings;
    for (const CheckedFile &file : files) {
        errors += file.result.errors;
        warnings += file.result.warnings;
        if (!file.result.configuration) {
            continue;
        }
        for (const JobTargets &job : file.result.configuration->jobs) {
            jobs.append(QJsonObject{{QStringLiteral("name"), job.name},
                                    {QStringLiteral("targets"), QJsonArray::fromStringList(job.targets)}});
        }
    }
    QJsonArray runbooks;
    for (const CheckedFile &file : files) {
        for (const auto &runbook : file.runbooks) {
            runbooks.append(QJsonObject{{QStringLiteral("id"), runbook->id},
                                        {QStringLiteral("kind"), toString(runbook->kind)},
                                        {QStringLiteral("file"), runbook->file}});
        }
    }
    QJsonObject result{{QStringLiteral("jobs"), jobs},
                       {QStringLiteral("errors"), toJson(errors)},
                       {QStringLiteral("warnings"), toJson(warnings)}};
    if (!runbooks.isEmpty()) {
        result.insert(QStringLiteral("runbooks"), runbooks);
    }
    return QJsonDocument(result);
}

CheckedFile checked(const QString &path)
{
    CheckedFile file{path, {}, {}};
    if (looksLikeRunbook(path)) {
        const RunbookFile read = readRunbookFile(path);
        file.result.errors = read.errors;
        file.result.warnings = read.warnings;
        if (read.runbook) {
            file.runbooks.append(read.runbook);
        }
        return file;
    }
    InstanceNumbering numbering;
    file.result = loadConfiguration(path, numbering);
    if (file.result.configuration && !file.result.configuration->runbooksFolder.isEmpty()) {
        const RunbookCatalog catalog = RunbookCatalog::load(file.result.configuration->runbooksFolder);
        file.result.errors += catalog.errors();
        file.result.warnings += catalog.warnings();
        for (const auto &runbook : catalog.runbooks()) {
            if (!runbook->file.startsWith(QLatin1Char(':'))) {
                file.runbooks.append(runbook);
            }
        }
    }
    return file;
}

/// Without the program's name before it: compilers' form, so that editors jump to the place.
void printProblem(const ConfigProblem &problem, const QString &word)
{
    ConfigProblem marked = problem;
    marked.message.prepend(word);
    const QByteArray line = marked.toString().toUtf8() + '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

QString counted(qsizetype count, const QString &word)
{
    return QStringLiteral("%1 %2%3").arg(QString::number(count), word,
                                         count == 1 ? QString() : QStringLiteral("s"));
}

void print(const CheckedFile &file)
{
    const ConfigurationResult &result = file.result;
    for (const ConfigProblem &problem : result.errors) {
        printProblem(problem, QString());
    }
    for (const ConfigProblem &problem : result.warnings) {
        printProblem(problem, QStringLiteral("warning: "));
    }
    QString summary = file.path + QStringLiteral(": ");
    if (!result.errors.isEmpty()) {
        summary += counted(result.errors.size(), QStringLiteral("error"));
    } else {
        summary += QStringLiteral("good");
    }
    if (!result.warnings.isEmpty()) {
        summary += QStringLiteral(", ") + counted(result.warnings.size(), QStringLiteral("warning"));
    }
    if (result.configuration) {
        const Configuration &configuration = *result.configuration;
        summary += QStringLiteral(", %1, %2")
                       .arg(counted(configuration.jobs.size(), QStringLiteral("job")),
                            counted(configuration.fleet.targets.size(), QStringLiteral("instance")));
    }
    for (const auto &runbook : file.runbooks) {
        summary += QStringLiteral(", runbook %1").arg(runbook->id);
    }
    printData(summary + QLatin1Char('\n'));
    if (result.configuration) {
        for (const JobTargets &job : result.configuration->jobs) {
            printData(QStringLiteral("  %1: %2\n")
                          .arg(job.name, counted(job.targets.size(), QStringLiteral("target"))));
        }
    }
}

} // namespace

int checkVerb(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Validates fleet.yml, prometheus.yml and runbook files with everything that they name."));
    const QCommandLineOption json(QStringLiteral("json"), QStringLiteral("Print JSON."));
    parser.addOption(json);
    addHelpOption(parser);
    parser.addPositionalArgument(QStringLiteral("FILE"),
                                 QStringLiteral("A fleet.yml, a prometheus.yml or a runbook."),
                                 QStringLiteral("FILE..."));
    if (!parser.parse(arguments)) {
        printMessage(parser.errorText());
        return exitUsage;
    }
    if (parser.isSet(QStringLiteral("help"))) {
        printData(helpOf(parser, QStringLiteral("check")));
        return exitGood;
    }
    if (parser.positionalArguments().isEmpty()) {
        printMessage(QStringLiteral("check needs a FILE (a fleet.yml or a prometheus.yml); see --help"));
        return exitUsage;
    }
    QList<CheckedFile> files;
    bool isGood = true;
    for (const QString &path : parser.positionalArguments()) {
        files.append(checked(path));
        isGood = isGood && files.last().result.errors.isEmpty();
    }
    if (parser.isSet(json)) {
        printJson(toJson(files));
    } else {
        for (const CheckedFile &file : std::as_const(files)) {
            print(file);
        }
    }
    return isGood ? exitGood : exitBad;
}

} // namespace quarterdeck
