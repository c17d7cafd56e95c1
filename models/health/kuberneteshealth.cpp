// Kubernetes "API health endpoints" (apiserver healthz.go), also etcd's /livez and /readyz: a line per check,
// "[+]ping ok" or "[-]etcd failed: reason withheld", and a last line that sums up.
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

#include <QStringList>

namespace quarterdeck {

std::optional<HealthAnswer> readKubernetes(const HealthDocument &document)
{
    if (document.kind != HealthDocument::Kind::Text) {
        return std::nullopt;
    }
    HealthAnswer answer;
    answer.format = HealthFormat::Kubernetes;
    answer.verdict = Verdict::Up;
    bool any = false;
    ComponentBudget budget;
    QString summary;
    const QStringList lines = document.text.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const QString text = line.trimmed();
        const bool good = text.startsWith(u"[+]");
        if (!good && !text.startsWith(u"[-]")) {
            summary = text;
            continue;
        }
        any = true;
        const QString check = text.mid(3).trimmed();
        const qsizetype blank = check.indexOf(u' ');
        const QString name = blank < 0 ? check : check.left(blank);
        const QString said = blank < 0 ? QString() : check.mid(blank + 1);
        if (!good) {
            answer.verdict = Verdict::Down;
        }
        if (budget.take(1)) {
            // "failed: reason withheld" is a word and a reason; "excluded: ok" of an excluded check is no
            // fault
            const qsizetype colon = said.indexOf(u':');
            answer.components.append(makeComponent(name, good ? Verdict::Up : Verdict::Down,
                                                   colon < 0 ? said : said.left(colon),
                                                   colon < 0 ? QString() : said.mid(colon + 1)));
        }
    }
    if (!any) {
        return std::nullopt;
    }
    // The list is for people, says the documentation, and machines go by the code: a list that is all well
    // under a bad code was cut off or leaves something out
    if (document.input.status >= 400) {
        answer.verdict = Verdict::Down;
    }
    answer.raw = oneLine(summary, HealthLimits::word);
    return answer;
}

} // namespace quarterdeck
