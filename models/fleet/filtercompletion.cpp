#include "models/fleet/filterterm.h"
#include "models/fleet/filtervalues.h"
#include "models/fleet/instancefilter.h"

#include <QSet>

#include <algorithm>
#include <functional>

namespace quarterdeck {

namespace {

constexpr qsizetype mostCandidates = 50;

/// Values with blanks, commas or quotes must be quoted to be one value.
QString asTyped(const QString &value)
{
    const bool plain = std::none_of(value.begin(), value.end(), [](QChar letter) {
        return letter.isSpace() || letter == u',' || letter == u'"';
    });
    if (plain && !value.isEmpty()) {
        return value;
    }
    QString quoted = value;
    quoted.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return u'"' + quoted + u'"';
}

/// Those that begin with what was typed, then those that hold it.
QList<QString> ranked(const QList<QString> &values, const QString &typed)
{
    QList<QString> beginning;
    QList<QString> holding;
    for (const QString &value : values) {
        if (value.startsWith(typed, Qt::CaseInsensitive)) {
            beginning.append(asTyped(value));
        } else if (value.contains(typed, Qt::CaseInsensitive)) {
            holding.append(asTyped(value));
        }
    }
    beginning.append(holding);
    return beginning.first(std::min(beginning.size(), mostCandidates));
}

QList<QString> distinct(const Fleet &fleet,
                        const std::function<void(const Instance &, QSet<QString> &)> &collect)
{
    QSet<QString> values;
    for (const InstanceNumber number : fleet.order()) {
        collect(*fleet.instance(number), values);
    }
    values.remove(QString());
    QList<QString> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

QList<QString> words(const QList<FilterChoice> &choices)
{
    QList<QString> list;
    for (const FilterChoice &choice : choices) {
        list.append(choice.word);
    }
    return list;
}

QList<QString> labelValues(const Fleet &fleet, const QString &label)
{
    return distinct(fleet, [&label](const Instance &instance, QSet<QString> &values) {
        values.insert(instance.target.labels.value(label));
    });
}

QList<QString> valuesOf(const FilterWord &word, const Fleet &fleet)
{
    const auto &keys = filterKeys();
    const auto key = std::find_if(keys.begin(), keys.end(), [&word](const FilterKey &candidate) {
        return candidate.name.compare(word.key, Qt::CaseInsensitive) == 0;
    });
    if (key == keys.end()) {
        return labelValues(fleet, word.key);
    }
    using Values = QSet<QString>;
    switch (key->subject) {
    case FilterSubject::State:
        return words(stateChoices());
    case FilterSubject::Flag:
        return words(flagChoices());
    case FilterSubject::Breaker:
        return words(breakerChoices()) + distinct(fleet, [](const Instance &instance, Values &values) {
                   for (const BreakerReading &breaker : instance.breakers) {
                       values.insert(breaker.name);
                   }
               });
    case FilterSubject::Service:
        return distinct(fleet, [](const Instance &i, Values &values) { values.insert(i.target.service); });
    case FilterSubject::Cluster:
        return distinct(fleet, [](const Instance &i, Values &values) { values.insert(i.target.cluster); });
    case FilterSubject::Job:
        return distinct(fleet, [](const Instance &i, Values &values) { values.insert(i.target.id.job); });
    case FilterSubject::Instance:
        return distinct(fleet,
                        [](const Instance &i, Values &values) { values.insert(i.target.id.instance); });
    case FilterSubject::Why:
        return distinct(fleet, [](const Instance &i, Values &values) { values.insert(i.why); });
    case FilterSubject::Label:
        return distinct(fleet, [](const Instance &instance, Values &values) {
            const Labels &labels = instance.target.labels;
            for (auto label = labels.begin(); label != labels.end(); ++label) {
                values.insert(label.key() + u'=' + label.value());
            }
        });
    case FilterSubject::ErrorRatio:
        return {QStringLiteral("1%"), QStringLiteral("5%"), QStringLiteral("10%")};
    case FilterSubject::P50:
    case FilterSubject::P95:
    case FilterSubject::P99:
        return {QStringLiteral("100ms"), QStringLiteral("500ms"), QStringLiteral("1s")};
    case FilterSubject::Rate:
        return {QStringLiteral("1"), QStringLiteral("10"), QStringLiteral("100"), QStringLiteral("1k")};
    case FilterSubject::Age:
        return {QStringLiteral("1m"), QStringLiteral("10m"), QStringLiteral("1h")};
    case FilterSubject::Text:
    case FilterSubject::HasLabel:
        break;
    }
    return {};
}

QList<QString> keysBeginningWith(const QString &typed, const Fleet &fleet)
{
    QList<QString> names;
    for (const FilterKey &key : filterKeys()) {
        names.append(isComparison(key.subject) ? key.name + u'>' : key.name + u':');
    }
    const QList<QString> labels = InstanceFilter::labelNames(fleet);
    for (const QString &label : labels) {
        if (!names.contains(label + u':')) {
            names.append(label + u':');
        }
    }
    QList<QString> fitting;
    for (const QString &name : std::as_const(names)) {
        if (name.startsWith(typed, Qt::CaseInsensitive)) {
            fitting.append(name);
        }
    }
    return fitting.first(std::min(fitting.size(), mostCandidates));
}

} // namespace

FilterCompletion InstanceFilter::complete(const QString &text, qsizetype cursor, const Fleet &fleet)
{
    cursor = std::clamp<qsizetype>(cursor, 0, text.size());
    const QList<FilterWord> all = lexFilter(text);
    const auto word = std::find_if(all.begin(), all.end(), [cursor](const FilterWord &candidate) {
        return candidate.position <= cursor && cursor <= candidate.position + candidate.length;
    });
    if (word == all.end() || cursor < word->keyPosition) {
        return {cursor, 0, keysBeginningWith({}, fleet)};
    }
    if (word->key.isEmpty() || cursor < word->valuesPosition) {
        const QString typed =
            text.sliced(word->keyPosition, std::max<qsizetype>(0, cursor - word->keyPosition));
        const qsizetype end = word->key.isEmpty() ? word->position + word->length : word->valuesPosition;
        return {word->keyPosition, std::max<qsizetype>(0, end - word->keyPosition),
                keysBeginningWith(typed, fleet)};
    }
    const auto value =
        std::find_if(word->values.begin(), word->values.end(), [cursor](const FilterValue &candidate) {
            return candidate.position <= cursor && cursor <= candidate.position + candidate.length;
        });
    const qsizetype start =
        value == word->values.end() ? text.size() : value->position + (value->negated ? 1 : 0);
    if (cursor < start || value == word->values.end()) {
        return {cursor, 0, {}};
    }
    QString typed = text.sliced(start, std::max<qsizetype>(0, cursor - start));
    typed.remove(u'"');
    return {start, value->position + value->length - start, ranked(valuesOf(*word, fleet), typed)};
}

} // namespace quarterdeck
