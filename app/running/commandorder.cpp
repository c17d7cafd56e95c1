#include "app/running/commandorder.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// For the eye only: quoted where a person could misread where an argument ends.
QString quoted(const QString &argument)
{
    const bool plain = !argument.isEmpty() && std::all_of(argument.cbegin(), argument.cend(), [](QChar c) {
        return c.isLetterOrNumber() || u"-_./:=,@%+"_s.contains(c);
    });
    return plain ? argument
                 : u'"' +
                       QString(argument)
                           .replace(u'\\', u"\\\\"_s)
                           .replace(u'"', u"\\\""_s)
                           .replace(u'\n', u"\\n"_s) +
                       u'"';
}

} // namespace

std::optional<FilledCommand> fillCommand(const StepDefinition &step, const RunValues &values,
                                         const QString &folder, QString *problem)
{
    FilledCommand filled;
    bool afterDash = false;
    constexpr qsizetype longArgument = 120;
    QStringList words;
    QStringList briefWords;
    for (const RunText &argument : step.command.arguments) {
        const auto text = argument.fillArgument(values, afterDash, problem);
        if (!text) {
            return std::nullopt;
        }
        afterDash = afterDash || argument.source() == "--"_L1;
        filled.order.arguments.append(*text);
        words.append(quoted(*text));
        // Redacted before it is cut: a part of a secret would not be known as one.
        const QString open = values.redacted(*text);
        briefWords.append(
            quoted(open.size() > longArgument ? open.section(u'\n', 0, 0).left(40) + u'…' : open));
    }
    for (const auto &[name, text] : step.command.environment) {
        const auto value = text.fillArgument(values, true, problem);
        if (!value) {
            return std::nullopt;
        }
        filled.order.environment.append({name, *value});
        filled.details.append(values.redacted(u"%1=%2"_s.arg(name, quoted(*value))));
    }
    filled.order.folder = step.command.folder.isEmpty() ? folder : step.command.folder;
    filled.order.timeout = step.timeout;
    filled.order.grace = step.command.grace;
    filled.shown = values.redacted(words.join(u' '));
    filled.brief = values.redacted(briefWords.join(u' '));
    if (!filled.order.folder.isEmpty() && !filled.order.folder.startsWith(u':')) {
        filled.details.prepend(u"in %1"_s.arg(filled.order.folder));
    }
    return filled;
}

QString commandWords(const CommandTemplate &command, const RunValues &values)
{
    QStringList words;
    for (const RunText &argument : command.arguments) {
        words.append(quoted(argument.fillWords(values)));
    }
    return values.redacted(words.join(u' '));
}

} // namespace quarterdeck
