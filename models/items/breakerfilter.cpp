#include "models/items/breakerfilter.h"

#include "models/fleet/filterlexer.h"
#include "models/fleet/filterterm.h"
#include "models/fleet/filterparser.h"
#include "models/fleet/filtervalues.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

enum class Subject : quint8 {
    Text,
    State,
    Breaker,
    Service,
    Cluster,
    Library,
    Flag,
    Error,
    P50,
    P99,
    Rate,
    Age,
    Instances, ///< a term of the fleet's language about the instances behind the tile
};

enum class TileFlag : quint8 { Stuck, Lost, LowTraffic, Inferred };

struct Operand
{
    QString text;
    double number = 0;
    int choice = -1;
    bool negated = false;
};

struct Term
{
    Subject subject = Subject::Text;
    FilterOperator op = FilterOperator::Contains;
    bool negated = false;
    QList<Operand> operands;
    InstanceFilter instances;
};

struct Key
{
    QString name;
    Subject subject;
    QString hint;
};

const QList<Key> &keys()
{
    static const QList<Key> all{
        {QStringLiteral("state"), Subject::State, QStringLiteral("state:open,half-open")},
        {QStringLiteral("breaker"), Subject::Breaker, QStringLiteral("breaker:open or breaker:orders-db")},
        {QStringLiteral("service"), Subject::Service, QStringLiteral("service~check")},
        {QStringLiteral("cluster"), Subject::Cluster, QStringLiteral("cluster:eu-west")},
        {QStringLiteral("library"), Subject::Library, QStringLiteral("library:hystrix")},
        {QStringLiteral("flag"), Subject::Flag, QStringLiteral("flag:stuck")},
        {QStringLiteral("error"), Subject::Error, QStringLiteral("error>5%")},
        {QStringLiteral("p50"), Subject::P50, QStringLiteral("p50>50ms")},
        {QStringLiteral("p99"), Subject::P99, QStringLiteral("p99>500ms")},
        {QStringLiteral("rate"), Subject::Rate, QStringLiteral("rate>10")},
        {QStringLiteral("age"), Subject::Age, QStringLiteral("age<10m")},
    };
    return all;
}

const QList<FilterChoice> &tileFlags()
{
    static const QList<FilterChoice> all{
        {QStringLiteral("stuck"), static_cast<int>(TileFlag::Stuck)},
        {QStringLiteral("lost"), static_cast<int>(TileFlag::Lost)},
        {QStringLiteral("low-traffic"), static_cast<int>(TileFlag::LowTraffic)},
        {QStringLiteral("inferred"), static_cast<int>(TileFlag::Inferred)},
    };
    return all;
}

bool isNumber(Subject subject)
{
    return subject == Subject::Error || subject == Subject::P50 || subject == Subject::P99 ||
           subject == Subject::Rate || subject == Subject::Age;
}

int choiceIn(const QList<FilterChoice> &choices, const QString &text)
{
    QString word = text.toLower();
    word.replace(u' ', u'-').replace(u'_', u'-');
    for (const FilterChoice &choice : choices) {
        if (choice.word == word) {
            return choice.choice;
        }
    }
    return -1;
}

QString wordsOf(const QList<FilterChoice> &choices)
{
    QStringList words;
    for (const FilterChoice &choice : choices) {
        words.append(choice.word);
    }
    return words.join(u", ");
}

double measured(Subject subject, const BreakerTile &tile, SteadyTime now)
{
    switch (subject) {
    case Subject::Error:
        return tile.errorRatio;
    case Subject::P50:
        return tile.p50;
    case Subject::P99:
        return tile.p99;
    case Subject::Rate:
        return tile.callsPerSecond;
    default:
        return std::chrono::duration<double>(now - tile.since).count();
    }
}

bool compares(FilterOperator op, double left, double right)
{
    switch (op) {
    case FilterOperator::Greater:
        return left > right;
    case FilterOperator::GreaterOrEqual:
        return left >= right;
    case FilterOperator::Less:
        return left < right;
    case FilterOperator::LessOrEqual:
        return left <= right;
    default:
        return left == right;
    }
}

bool textMatches(const Term &term, const Operand &operand, const QString &text)
{
    return term.op == FilterOperator::Contains ? text.contains(operand.text, Qt::CaseInsensitive)
                                               : wordMatches(operand.text, text);
}

/// Tiles that span several services, clusters or libraries are asked breaker by breaker.
template <typename Value>
bool anyMember(const Term &term, const Operand &operand, const BreakerTile &tile, const BreakerBoard &board,
               Value value)
{
    const std::vector<BreakerMember> members = board.members(tile.id);
    return std::any_of(members.begin(), members.end(), [&](const BreakerMember &member) {
        return textMatches(term, operand, value(member));
    });
}

bool hasState(const BreakerTile &tile, int choice)
{
    const auto wanted = static_cast<BreakerState>(choice);
    // Forced open is open to whoever waits for an answer
    return tile.of(wanted) > 0 || (wanted == BreakerState::Open && tile.of(BreakerState::ForcedOpen) > 0);
}

bool hasFlag(const BreakerTile &tile, TileFlag flag)
{
    switch (flag) {
    case TileFlag::Stuck:
        return tile.stuckOpen;
    case TileFlag::Lost:
        return tile.lostStream;
    case TileFlag::LowTraffic:
        return tile.lowTraffic;
    case TileFlag::Inferred:
        return tile.inferred;
    }
    return false;
}

bool operandMatches(const Term &term, const Operand &operand, const BreakerTile &tile,
                    const BreakerBoard &board, SteadyTime now)
{
    const Fleet &fleet = board.fleet();
    const auto targetOf = [&fleet](const BreakerMember &member) -> const Target * {
        const Instance *instance = fleet.instance(member.instance);
        return instance ? &instance->target : nullptr;
    };
    switch (term.subject) {
    case Subject::Text: {
        const auto holds = [&operand](const QString &place) {
            return place.contains(operand.text, Qt::CaseInsensitive);
        };
        return holds(tile.name) || holds(tile.service) || holds(tile.cluster) || holds(tile.libraryName) ||
               holds(tile.library);
    }
    case Subject::State:
        return hasState(tile, operand.choice);
    case Subject::Breaker:
        if (operand.choice >= 0) {
            return hasState(tile, operand.choice);
        }
        if (tile.grouping == BreakerGrouping::Breaker) {
            return textMatches(term, operand, tile.name);
        }
        return anyMember(term, operand, tile, board, [](const BreakerMember &member) { return member.name; });
    case Subject::Service:
        if (!tile.service.isEmpty()) {
            return textMatches(term, operand, tile.service);
        }
        return anyMember(term, operand, tile, board, [&targetOf](const BreakerMember &member) {
            const Target *target = targetOf(member);
            return target ? target->service : QString();
        });
    case Subject::Cluster:
        if (!tile.cluster.isEmpty()) {
            return textMatches(term, operand, tile.cluster);
        }
        return anyMember(term, operand, tile, board, [&targetOf](const BreakerMember &member) {
            const Target *target = targetOf(member);
            return target ? target->cluster : QString();
        });
    case Subject::Library:
        if (!tile.library.isEmpty()) {
            return textMatches(term, operand, tile.library) || textMatches(term, operand, tile.libraryName);
        }
        return anyMember(term, operand, tile, board,
                         [](const BreakerMember &member) { return member.library; });
    case Subject::Flag:
        return hasFlag(tile, static_cast<TileFlag>(operand.choice));
    case Subject::Error:
    case Subject::P50:
    case Subject::P99:
    case Subject::Rate:
    case Subject::Age:
        return compares(term.op, measured(term.subject, tile, now), operand.number);
    case Subject::Instances:
        break;
    }
    return false;
}

bool instancesMatch(const InstanceFilter &filter, const BreakerTile &tile, const BreakerBoard &board,
                    SteadyTime now)
{
    const std::vector<BreakerMember> members = board.members(tile.id);
    return std::any_of(members.begin(), members.end(), [&](const BreakerMember &member) {
        const Instance *instance = board.fleet().instance(member.instance);
        return instance && filter.matches(*instance, now);
    });
}

bool termMatches(const Term &term, const BreakerTile &tile, const BreakerBoard &board, SteadyTime now)
{
    if (term.subject == Subject::Instances) {
        return instancesMatch(term.instances, tile, board, now);
    }
    bool anyIncluding = false;
    bool included = false;
    bool excluded = false;
    for (const Operand &operand : term.operands) {
        const bool matched = operandMatches(term, operand, tile, board, now);
        if (operand.negated) {
            excluded = excluded || matched;
        } else {
            anyIncluding = true;
            included = included || matched;
        }
    }
    return (!excluded && (included || !anyIncluding)) != term.negated;
}

} // namespace

struct BreakerFilter::Private
{
    QString text;
    QList<Term> terms;
};

namespace {

/// Reads one term; errors go to `errors`.
Term readTerm(const FilterWord &word, const QString &text, const QList<QString> &labelNames,
              QList<FilterError> &errors)
{
    Term term;
    term.op = word.op;
    term.negated = word.negated;
    const auto key = std::find_if(keys().begin(), keys().end(), [&word](const Key &one) {
        return one.name.compare(word.key, Qt::CaseInsensitive) == 0;
    });
    if (!word.key.isEmpty() && key == keys().end()) {
        // About the instances: the fleet's own language
        term.subject = Subject::Instances;
        const QString part = text.mid(word.position, word.length);
        const auto parsed = InstanceFilter::parse(part, labelNames);
        if (const auto *wrong = std::get_if<QList<FilterError>>(&parsed)) {
            for (FilterError error : *wrong) {
                error.position += word.position;
                errors.append(error);
            }
        } else {
            term.instances = std::get<InstanceFilter>(parsed);
        }
        return term;
    }
    if (word.unterminatedQuote) {
        errors.append({word.quotePosition, word.position + word.length - word.quotePosition,
                       QStringLiteral("the quote is not closed")});
    }
    if (!word.key.isEmpty()) {
        term.subject = key->subject;
        const bool wantsNumber = isNumber(term.subject);
        const bool comparing = word.op != FilterOperator::Is && word.op != FilterOperator::Contains;
        if (word.values.isEmpty() || wantsNumber != comparing ||
            (word.op == FilterOperator::Contains &&
             (term.subject == Subject::State || term.subject == Subject::Flag))) {
            errors.append({word.position, word.length, QStringLiteral("write %1").arg(key->hint)});
            return term;
        }
    }
    for (const FilterValue &value : word.values) {
        Operand operand{value.text, 0, -1, value.negated};
        const auto fail = [&errors, &value](const QString &message) {
            errors.append({value.position, value.length, message});
        };
        if (term.subject == Subject::State) {
            operand.choice = choiceIn(breakerChoices(), value.text);
            if (operand.choice < 0) {
                fail(QStringLiteral("a breaker is %1").arg(wordsOf(breakerChoices())));
            }
        } else if (term.subject == Subject::Breaker && word.op == FilterOperator::Is) {
            operand.choice = choiceIn(breakerChoices(), value.text);
        } else if (term.subject == Subject::Flag) {
            operand.choice = choiceIn(tileFlags(), value.text);
            if (operand.choice < 0) {
                fail(QStringLiteral("a flag is %1").arg(wordsOf(tileFlags())));
            }
        } else if (isNumber(term.subject)) {
            const std::optional<double> number = term.subject == Subject::Error  ? readRatio(value.text)
                                                 : term.subject == Subject::Rate ? readRate(value.text)
                                                                                 : readDuration(value.text);
            if (!number) {
                fail(QStringLiteral("write %1").arg(key->hint));
            }
            operand.number = number.value_or(0);
        }
        term.operands.append(operand);
    }
    return term;
}

} // namespace

BreakerFilter::BreakerFilter() : d(std::make_shared<const Private>()) {}

std::variant<BreakerFilter, QList<FilterError>> BreakerFilter::parse(const QString &text,
                                                                     const QList<QString> &labelNames)
{
    auto made = std::make_shared<Private>();
    made->text = text;
    QList<FilterError> errors;
    for (const FilterWord &word : lexFilter(text)) {
        made->terms.append(readTerm(word, text, labelNames, errors));
    }
    if (!errors.isEmpty()) {
        return errors;
    }
    BreakerFilter filter;
    filter.d = std::move(made);
    return filter;
}

bool BreakerFilter::matches(const BreakerTile &tile, const BreakerBoard &board, SteadyTime now) const
{
    return std::all_of(d->terms.begin(), d->terms.end(),
                       [&](const Term &term) { return termMatches(term, tile, board, now); });
}

bool BreakerFilter::isEmpty() const
{
    return d->terms.isEmpty();
}

QString BreakerFilter::text() const
{
    return d->text;
}

FilterCompletion BreakerFilter::complete(const QString &text, qsizetype cursor, const BreakerBoard &board)
{
    FilterCompletion completion;
    // Back to the start of what is being typed
    qsizetype start = cursor;
    while (start > 0 && !text.at(start - 1).isSpace()) {
        --start;
    }
    const QString typed = text.mid(start, cursor - start);
    qsizetype valueStart = -1;
    for (qsizetype i = 0; i < typed.size(); ++i) {
        if (typed.at(i) == u':' || typed.at(i) == u'~' || (valueStart >= 0 && typed.at(i) == u',')) {
            valueStart = i + 1;
        }
    }
    QStringList candidates;
    if (valueStart < 0) {
        completion.position = start + (typed.startsWith(u'!') ? 1 : 0);
        completion.length = cursor - completion.position;
        for (const Key &key : keys()) {
            candidates.append(key.name + (isNumber(key.subject) ? QStringLiteral(">") : QStringLiteral(":")));
        }
        for (const QString &word :
             {QStringLiteral("instance:"), QStringLiteral("job:"), QStringLiteral("label:")}) {
            candidates.append(word);
        }
    } else {
        const bool negated = typed.mid(valueStart).startsWith(u'!');
        completion.position = start + valueStart + (negated ? 1 : 0);
        completion.length = cursor - completion.position;
        QString keyName = typed.left(typed.indexOf(QLatin1Char(typed.contains(u':') ? ':' : '~')));
        if (keyName.startsWith(u'!')) {
            keyName.remove(0, 1);
        }
        const auto key = std::find_if(keys().begin(), keys().end(), [&keyName](const Key &one) {
            return one.name.compare(keyName, Qt::CaseInsensitive) == 0;
        });
        if (key == keys().end()) {
            return InstanceFilter::complete(text, cursor, board.fleet());
        }
        const auto addWords = [&candidates](const QList<FilterChoice> &choices) {
            for (const FilterChoice &choice : choices) {
                candidates.append(choice.word);
            }
        };
        if (key->subject == Subject::State || key->subject == Subject::Breaker) {
            addWords(breakerChoices());
        }
        if (key->subject == Subject::Flag) {
            addWords(tileFlags());
        }
        QStringList values;
        for (const BreakerTileId id : board.tiles(BreakerGrouping::Breaker)) {
            const BreakerTile *tile = board.tile(id);
            values.append(key->subject == Subject::Breaker   ? tile->name
                          : key->subject == Subject::Service ? tile->service
                          : key->subject == Subject::Cluster ? tile->cluster
                          : key->subject == Subject::Library ? tile->library
                                                             : QString());
        }
        values.removeAll(QString());
        values.sort(Qt::CaseInsensitive);
        values.removeDuplicates();
        candidates += values;
    }
    const QString prefix = text.mid(completion.position, completion.length);
    for (const QString &candidate : std::as_const(candidates)) {
        if (candidate.startsWith(prefix, Qt::CaseInsensitive) && candidate.size() > prefix.size()) {
            completion.candidates.append(candidate.contains(u' ') ? u'"' + candidate + u'"' : candidate);
        }
    }
    return completion;
}

} // namespace quarterdeck
