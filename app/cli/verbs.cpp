#include "app/cli/verbs.h"

#include "app/cli/auditverb.h"
#include "app/cli/backupverb.h"
#include "app/cli/breakersverb.h"
#include "app/cli/checkverb.h"
#include "app/cli/healthverb.h"
#include "app/cli/incidentsverb.h"
#include "app/cli/metricsverb.h"
#include "app/cli/runverb.h"
#include "app/cli/statusverb.h"
#include "app/cli/watchverb.h"

#include <algorithm>
#include <vector>

namespace quarterdeck {

namespace {

/// Levenshtein's distance: how many letters to change, add or drop.
int editDistance(const QString &a, const QString &b)
{
    std::vector<int> row(static_cast<std::size_t>(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j) {
        row[j] = static_cast<int>(j);
    }
    for (qsizetype i = 0; i < a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i) + 1;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const int changed = diagonal + (a.at(i) == b.at(static_cast<qsizetype>(j) - 1) ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
    }
    return row.back();
}

} // namespace

const QList<Verb> &verbs()
{
    static const QList<Verb> all{
        {QStringLiteral("check"),
         QStringLiteral("FILE... [--json]\nvalidates fleet files, a prometheus.yml and runbooks"), checkVerb},
        {QStringLiteral("status"),
         QStringLiteral("--config FILE [--filter TEXT] [--json] [--for SECONDS]\npolls without a window, "
                        "prints the fleet"),
         statusVerb},
        {QStringLiteral("watch"),
         QStringLiteral(
             "--config FILE [--store FILE] [--json] [--for SECONDS] [--keep DAYS] [--keep-size MB]\n"
             "polls and records what happens, without a window, until it is stopped"),
         watchVerb},
        {QStringLiteral("incidents"),
         QStringLiteral(
             "[list|show N|export N|report|at TIME|ack N|note N TEXT|resolve N] [--store FILE] [--json] "
             "[--format md|html|pdf|json|csv] [--output FILE]\n"
             "reads the record, and what people do to incidents"),
         incidentsVerb, incidentsVerbDraws},
        {QStringLiteral("backup"),
         QStringLiteral("FILE [--store FILE]\nwrites a consistent, checksummed snapshot of the record"),
         backupVerb},
        {QStringLiteral("restore"),
         QStringLiteral(
             "FILE [--store FILE]\nputs a backup in the place of the record, which is kept beside it"),
         restoreVerb},
        {QStringLiteral("metrics"),
         QStringLiteral("FILE|URL|- [--format auto|text|openmetrics] [--strict] [--json]\nreads and lints an "
                        "exposition"),
         metricsVerb},
        {QStringLiteral("health"),
         QStringLiteral(
             "FILE|URL|- [--readiness] [--status CODE] [--content-type T] [--format F] [--json]\nsays "
             "how a health answer is understood"),
         healthVerb},
        {QStringLiteral("breakers"),
         QStringLiteral(
             "FILE|URL|- [--config FILE] [--json]\nsays which breakers an exposition shows and in what "
             "state"),
         breakersVerb},
        {QStringLiteral("run"),
         QStringLiteral(
             "RUNBOOK [--config FILE] [--param K=V]... [--dry-run] [--reason TEXT] [--confirm NAME] "
             "[--yes] [--json]\nruns a runbook with the same checks and record as the window"),
         runVerb},
        {QStringLiteral("audit"),
         QStringLiteral("verify|list [--store FILE] [--json]\nchecks the audit log's chain of hashes"),
         auditVerb},
    };
    return all;
}

QString programHelp()
{
    QString text = QStringLiteral("Quarterdeck watches a fleet's health, readiness and metrics.\n\n"
                                  "  quarterdeck --config FILE [--screenshot FILE [--after SECONDS]]\n"
                                  "      opens the window; FILE is a fleet.yml or a prometheus.yml\n");
    for (const Verb &verb : verbs()) {
        const QStringList lines = verb.summary.split(QLatin1Char('\n'));
        text += QStringLiteral("  quarterdeck %1 %2\n      %3\n").arg(verb.name, lines.first(), lines.last());
    }
    return text + QStringLiteral(
                      "\n\"quarterdeck VERB --help\" says more; data goes to stdout, messages to stderr.\n");
}

QString nearestVerb(const QString &word)
{
    QString nearest;
    int least = 3;
    for (const Verb &verb : verbs()) {
        const int distance = editDistance(word, verb.name);
        if (distance < least) {
            least = distance;
            nearest = verb.name;
        }
    }
    return nearest;
}

} // namespace quarterdeck
