#include "models/breakers/breakerhint.h"

#include "models/breakers/breakerstate.h"

#include <QLocale>

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace quarterdeck {

namespace {

/// As YAML reads it back: plain where it cannot be taken for anything else.
QString yamlText(const QString &text)
{
    static const std::array reserved{"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
    const bool plain =
        !text.isEmpty() && text.front().isLetter() &&
        std::all_of(
            text.begin(), text.end(),
            [](QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-'); }) &&
        std::none_of(reserved.begin(), reserved.end(), [&text](const char *word) {
            return text.compare(QLatin1StringView(word), Qt::CaseInsensitive) == 0;
        });
    if (plain) {
        return text;
    }
    // Double quotes take any text; JSON's escapes are YAML's
    QString escaped = text;
    escaped.replace(u'\\', QStringLiteral("\\\\"))
        .replace(u'"', QStringLiteral("\\\""))
        .replace(u'\n', QStringLiteral("\\n"))
        .replace(u'\r', QStringLiteral("\\r"))
        .replace(u'\t', QStringLiteral("\\t"));
    return u'"' + escaped + u'"';
}

QString numberText(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString mapText(const QMap<double, BreakerState> &states)
{
    QStringList parts;
    for (auto it = states.constBegin(); it != states.constEnd(); ++it) {
        parts.append(numberText(it.key()) + QStringLiteral(": ") + toString(it.value()));
    }
    return u'{' + parts.join(QStringLiteral(", ")) + u'}';
}

QString labelsText(const QMap<QString, QString> &labels)
{
    QStringList parts;
    for (auto it = labels.constBegin(); it != labels.constEnd(); ++it) {
        parts.append(yamlText(it.key()) + QStringLiteral(": ") + yamlText(it.value()));
    }
    return u'{' + parts.join(QStringLiteral(", ")) + u'}';
}

/// One encoding and what of it a person has to look at.
struct Proposal
{
    QStringList comments; ///< below it
    QStringList lines;    ///< of the rule
};

Proposal count(const UndeclaredBreaker &breaker)
{
    Proposal proposal;
    proposal.lines = {QStringLiteral("encoding: active-count"),
                      QStringLiteral("map: {0: closed, more: open}")};
    if (!breaker.rule->stateLabel.isEmpty()) {
        proposal.lines.append(QStringLiteral("state_label: ") + yamlText(breaker.rule->stateLabel));
    }
    if (!breaker.rule->labels.isEmpty()) {
        proposal.lines.append(QStringLiteral("labels: ") + labelsText(breaker.rule->labels));
    }
    if (!breaker.rule->hint.isEmpty()) {
        proposal.comments = {breaker.rule->hint, QStringLiteral("This shows it as open all the same.")};
    }
    return proposal;
}

Proposal number(const UndeclaredBreaker &breaker)
{
    Proposal proposal;
    bool isNumber = false;
    const double value = breaker.raw.toDouble(&isNumber);
    QMap<double, BreakerState> states = breaker.numbers;
    const bool isKnownRule = !states.isEmpty();
    const bool isCount = isNumber && !isKnownRule && value > 2 && value == std::floor(value);
    if (isCount) {
        // Nobody writes a state so; numbers of open breakers and of failures are written so
        proposal = count(breaker);
        proposal.comments = {
            QStringLiteral("No library writes %1 for a state. As a count of what is cut off it reads:")
                .arg(breaker.raw),
            QStringLiteral("0 closed, more open. If it is a state, write instead of encoding and map:"),
            QStringLiteral("  encoding: number"),
            QStringLiteral("  map: {0: closed, %1: open}  # and its other values").arg(breaker.raw),
            QStringLiteral("If it is no circuit breaker, write instead of the rules a word of its name:"),
            QStringLiteral("  not_breakers: [word]")};
        return proposal;
    }
    if (!isKnownRule) {
        states = value == 0.5 ? QMap<double, BreakerState>{{0, BreakerState::Open},
                                                           {0.5, BreakerState::HalfOpen},
                                                           {1, BreakerState::Closed}}
                              : QMap<double, BreakerState>{{0, BreakerState::Closed},
                                                           {1, BreakerState::Open},
                                                           {2, BreakerState::HalfOpen}};
        proposal.comments = {
            QStringLiteral(
                "The page says %1 and not what it means. Many write {0: closed, 1: open, 2: half-open},")
                .arg(breaker.raw),
            QStringLiteral(
                "some {0: closed, 1: half-open, 2: open}, some {1: closed, 0: open}: adjust the map.")};
    } else {
        proposal.comments = {
            QStringLiteral("%1 is none of the values that are known here: adjust the map.").arg(breaker.raw)};
    }
    if (isNumber && std::isfinite(value) && !states.contains(value)) {
        states.insert(value, BreakerState::Open);
    } else if (!isNumber || !std::isfinite(value)) {
        proposal.comments = {
            QStringLiteral("%1 is no state: the state shows once the program writes a number.")
                .arg(breaker.raw)};
    }
    proposal.lines = {QStringLiteral("encoding: number"), QStringLiteral("map: ") + mapText(states)};
    return proposal;
}

Proposal oneHot(const UndeclaredBreaker &breaker)
{
    const QString label =
        breaker.rule->stateLabel == u"$0" ? QString::fromStdString(breaker.metric) : breaker.rule->stateLabel;
    QStringList states;
    for (const QString &word : breaker.words) {
        states.append(yamlText(word) +
                      (word == breaker.raw ? QStringLiteral(": open") : QStringLiteral(": closed")));
    }
    Proposal proposal;
    proposal.comments = {
        QStringLiteral("Words that no library has for a state: adjust what each of them means.")};
    proposal.lines = {QStringLiteral("encoding: one-hot"), QStringLiteral("state_label: ") + yamlText(label),
                      QStringLiteral("map: {") + states.join(QStringLiteral(", ")) + u'}'};
    return proposal;
}

} // namespace

QString declarationSnippet(const UndeclaredBreaker &breaker)
{
    const Proposal proposal = breaker.rule->encoding == BreakerEncoding::Number        ? number(breaker)
                              : breaker.rule->encoding == BreakerEncoding::ActiveCount ? count(breaker)
                                                                                       : oneHot(breaker);
    const QString metric = QString::fromStdString(breaker.metric);
    QStringList rule = {QStringLiteral("id: ") + yamlText(metric),
                        QStringLiteral("metric: ") +
                            yamlText(QString::fromStdString(RE2::QuoteMeta(breaker.metric)))};
    if (!breaker.nameLabel.isEmpty()) {
        rule.append(QStringLiteral("name_labels: [%1]").arg(yamlText(breaker.nameLabel)));
    } else if (breaker.labels.size() == 1) {
        // Its only label is what tells it from the others
        rule.append(QStringLiteral("name_labels: [%1]").arg(yamlText(breaker.labels.firstKey())));
    }
    if (breaker.nameLabel.isEmpty() && !breaker.name.isEmpty() && breaker.name != metric) {
        rule.append(QStringLiteral("name: ") + yamlText(breaker.name));
    }
    rule += proposal.lines;
    if (!breaker.rule->companions.isEmpty()) {
        rule.append(QStringLiteral("companions_of: ") + yamlText(breaker.rule->id));
    }
    for (const QString &comment : proposal.comments) {
        rule.append(QStringLiteral("# ") + comment);
    }
    return QStringLiteral("breakers:\n  rules:\n    - ") + rule.join(QStringLiteral("\n      ")) + u'\n';
}

} // namespace quarterdeck
