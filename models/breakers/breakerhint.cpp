#include "models/breakers/breakerhint.h"

#include "models/breakers/breakerconventions.h"
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

/// `open` are the values whose meaning a person has to say.
QString mapText(const QMap<double, BreakerState> &states, const QList<double> &open)
{
    QMap<double, QString> words;
    for (auto it = states.constBegin(); it != states.constEnd(); ++it) {
        words.insert(it.key(), toString(it.value()));
    }
    for (const double value : open) {
        words.insert(value, QString(breakerStateToFillIn));
    }
    QStringList parts;
    for (auto it = words.constBegin(); it != words.constEnd(); ++it) {
        parts.append(numberText(it.key()) + QStringLiteral(": ") + it.value());
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
                      QStringLiteral("map: {0: closed, more: %1}").arg(breakerStateToFillIn)};
    if (!breaker.rule->stateLabel.isEmpty()) {
        proposal.lines.append(QStringLiteral("state_label: ") + yamlText(breaker.rule->stateLabel));
    }
    if (!breaker.rule->labels.isEmpty()) {
        proposal.lines.append(QStringLiteral("labels: ") + labelsText(breaker.rule->labels));
    }
    if (!breaker.rule->hint.isEmpty()) {
        proposal.comments = {breaker.rule->hint, QStringLiteral("Where you know that it does, write open.")};
    }
    return proposal;
}

Proposal number(const UndeclaredBreaker &breaker)
{
    Proposal proposal;
    bool isNumber = false;
    const double value = breaker.raw.toDouble(&isNumber);
    const QMap<double, BreakerState> &states = breaker.numbers;
    const bool isKnownRule = !states.isEmpty();
    const bool isCount = isNumber && !isKnownRule && value > 2 && value == std::floor(value);
    if (isCount) {
        // Nobody writes a state so; numbers of open breakers and of failures are written so
        proposal = count(breaker);
        proposal.comments = {
            QStringLiteral("No library writes %1 for a state. As a count of what is cut off it reads:")
                .arg(breaker.raw),
            QStringLiteral("0 closed, more: most likely open. If it is a state, write instead:"),
            QStringLiteral("  encoding: number"),
            QStringLiteral("  map: {0: %1, %2: %1}  # and its other values")
                .arg(QString(breakerStateToFillIn), breaker.raw),
            QStringLiteral("If it is no circuit breaker, write instead of the rules a word of its name:"),
            QStringLiteral("  not_breakers: [word]")};
        return proposal;
    }
    QList<double> open;
    if (!isKnownRule) {
        open = value == 0.5 ? QList<double>{0, 0.5, 1} : QList<double>{0, 1, 2};
        proposal.comments = {
            QStringLiteral("The page says %1 and not what it means. Say what each value means, strike those")
                .arg(breaker.raw),
            QStringLiteral("that it never has. Libraries differ: {0: closed, 1: open, 2: half-open},"),
            QStringLiteral("{0: closed, 1: half-open, 2: open}, {1: closed, 0: open} are all in use.")};
    } else {
        proposal.comments = {
            QStringLiteral("%1 is none of the values that are known here: say what it means.")
                .arg(breaker.raw)};
    }
    if (!isNumber || !std::isfinite(value)) {
        proposal.comments = {
            QStringLiteral("%1 is no state: the state shows once the program writes a number.")
                .arg(breaker.raw)};
    } else if (!states.contains(value)) {
        open.append(value);
    }
    proposal.lines = {QStringLiteral("encoding: number"), QStringLiteral("map: ") + mapText(states, open)};
    return proposal;
}

Proposal oneHot(const UndeclaredBreaker &breaker)
{
    const QString label =
        breaker.rule->stateLabel == u"$0" ? QString::fromStdString(breaker.metric) : breaker.rule->stateLabel;
    QStringList states;
    for (const QString &word : breaker.words) {
        states.append(yamlText(word) + QStringLiteral(": ") + breakerStateToFillIn);
    }
    Proposal proposal;
    proposal.comments = {
        QStringLiteral("Words that no library has for a state: say what each of them means.")};
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
