#include "models/runbooks/parametercheck.h"

#include <QRegularExpression>

#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// A text parameter is one line unless its pattern allows more: a line break in a log or a header misleads.
constexpr qsizetype longest = 4096;

QString typeProblem(const ParameterDefinition &parameter, const QString &value,
                    const ParameterChoices &choices)
{
    using Type = ParameterDefinition::Type;
    if (value.size() > longest) {
        return u"is longer than %1 characters"_s.arg(longest);
    }
    if (!parameter.pattern.isEmpty()) {
        const QRegularExpression form(u"\\A(?:%1)\\z"_s.arg(parameter.pattern));
        if (!form.match(value).hasMatch()) {
            return u"does not fit the pattern %1"_s.arg(parameter.pattern);
        }
    }
    switch (parameter.type) {
    case Type::Text:
    case Type::Secret:
        return {};
    case Type::Number: {
        bool isNumber = false;
        const double number = value.toDouble(&isNumber);
        if (!isNumber || !std::isfinite(number) || value != value.trimmed()) {
            return u"is not a number"_s;
        }
        if ((parameter.lowest && number < *parameter.lowest) ||
            (parameter.highest && number > *parameter.highest)) {
            return u"is not from %1 to %2"_s.arg(
                parameter.lowest ? QString::number(*parameter.lowest) : u"any"_s,
                parameter.highest ? QString::number(*parameter.highest) : u"any"_s);
        }
        return {};
    }
    case Type::Choice:
    case Type::Instance:
    case Type::Service:
    case Type::Label:
        if (choices.isKnown && !choices.values.contains(value)) {
            return choices.values.isEmpty() ? u"cannot be chosen: nothing was found to choose from"_s
                                            : u"is none of %1"_s.arg(listed(choices.values));
        }
        return {};
    }
    return {};
}

} // namespace

QList<ParameterProblem> unknownParameters(const RunbookDefinition &runbook,
                                          const QMap<QString, QString> &given)
{
    QList<ParameterProblem> problems;
    for (auto it = given.cbegin(); it != given.cend(); ++it) {
        if (runbook.parameter(it.key()) == nullptr) {
            QStringList names;
            for (const ParameterDefinition &parameter : runbook.parameters) {
                names.append(parameter.name);
            }
            problems.append({it.key(), names.isEmpty() ? u"unknown parameter \"%1\": %2 has none"_s.arg(
                                                             it.key(), runbook.id)
                                                       : u"unknown parameter \"%1\": %2 has %3"_s.arg(
                                                             it.key(), runbook.id, names.join(u", "_s))});
        }
    }
    return problems;
}

std::optional<QString> parameterValue(const ParameterDefinition &parameter,
                                      const QMap<QString, QString> &given, const ParameterChoices &choices,
                                      const RunValues &values, QList<ParameterProblem> &problems)
{
    const auto found = given.constFind(parameter.name);
    QString value;
    if (found != given.constEnd() && !(found->isEmpty() && parameter.hasPreset)) {
        value = *found;
    } else if (parameter.hasPreset) {
        QString problem;
        const auto filled = parameter.preset.fillPlain(values, &problem);
        if (!filled) {
            problems.append({parameter.name, u"the default of \"%1\": %2"_s.arg(parameter.name, problem)});
            return std::nullopt;
        }
        value = *filled;
    } else if (choices.isKnown && choices.values.size() == 1) {
        value = choices.values.first();
    }
    if (value.isEmpty()) {
        if (parameter.isOptional) {
            return value;
        }
        QString message = u"the parameter \"%1\" is missing"_s.arg(parameter.name);
        if (choices.isKnown) {
            message += choices.values.isEmpty() ? u": nothing was found to choose from"_s
                                                : u": choose one of %1"_s.arg(listed(choices.values));
        }
        problems.append({parameter.name, message});
        return std::nullopt;
    }
    const QString problem = typeProblem(parameter, value, choices);
    if (!problem.isEmpty()) {
        const QString shown = parameter.type == ParameterDefinition::Type::Secret
                                  ? QString()
                                  : u" \"%1\""_s.arg(value.left(100));
        problems.append({parameter.name, u"%1:%2 %3"_s.arg(parameter.name, shown, problem)});
        return std::nullopt;
    }
    return value;
}

} // namespace quarterdeck
