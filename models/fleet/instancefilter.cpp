#include "models/fleet/instancefilter.h"

#include "models/fleet/filterparser.h"

#include <algorithm>

namespace quarterdeck {

struct InstanceFilter::Private
{
    QString text;
    QList<FilterTerm> terms;
};

InstanceFilter::InstanceFilter() : d(std::make_shared<const Private>()) {}

std::variant<InstanceFilter, QList<FilterError>> InstanceFilter::parse(const QString &text,
                                                                       const QList<QString> &labelNames)
{
    FilterParser parser(labelNames);
    parser.parse(text);
    if (!parser.errors().isEmpty()) {
        return parser.errors();
    }
    InstanceFilter filter;
    filter.d = std::make_shared<const Private>(Private{text, parser.terms()});
    return filter;
}

QList<QString> InstanceFilter::labelNames(const Fleet &fleet)
{
    QSet<QString> names;
    for (const InstanceNumber number : fleet.order()) {
        const Labels &labels = fleet.instance(number)->target.labels;
        for (auto label = labels.keyBegin(); label != labels.keyEnd(); ++label) {
            names.insert(*label);
        }
    }
    QList<QString> sorted(names.begin(), names.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

bool InstanceFilter::matches(const Instance &instance, SteadyTime now) const
{
    return std::all_of(d->terms.begin(), d->terms.end(),
                       [&instance, now](const FilterTerm &term) { return term.matches(instance, now); });
}

bool InstanceFilter::isEmpty() const
{
    return d->terms.isEmpty();
}

QString InstanceFilter::text() const
{
    return d->text;
}

} // namespace quarterdeck
