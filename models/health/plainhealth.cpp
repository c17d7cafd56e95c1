// Endpoints of no particular format: a word, a sentence, or JSON with one member that tells.
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

#include <QStringList>

#include <algorithm>

namespace quarterdeck {

namespace {

HealthAnswer wordAnswer(const QString &word)
{
    HealthAnswer answer;
    answer.format = HealthFormat::Plain;
    answer.raw = oneLine(word, HealthLimits::word);
    answer.verdict = verdictOrUnknown(word);
    return answer;
}

/// A word alone is meant as one, known or not. A sentence leaves it to the code, unless it begins as
/// monitoring plugins and people write bad news: "CRITICAL - disk full", "DOWN: no database".
std::optional<HealthAnswer> readText(const QString &whole)
{
    const QString text = whole.trimmed();
    const bool oneWord =
        std::none_of(text.begin(), text.end(), [](QChar character) { return character.isSpace(); });
    if (oneWord && text.size() <= HealthLimits::word) {
        return wordAnswer(text);
    }
    if (text.size() <= HealthLimits::word && verdictFromWord(text)) {
        return wordAnswer(text); // "not ready", "out of service"
    }
    const qsizetype end = std::min({text.indexOf(u':') < 0 ? text.size() : text.indexOf(u':'),
                                    text.indexOf(u" - ") < 0 ? text.size() : text.indexOf(u" - "),
                                    text.indexOf(u'\n') < 0 ? text.size() : text.indexOf(u'\n')});
    const QString opening = text.left(end);
    if (end < text.size() && opening.size() <= HealthLimits::word) {
        const std::optional<Verdict> verdict = verdictFromWord(opening);
        if (verdict && *verdict != Verdict::Up) {
            HealthAnswer answer = wordAnswer(opening);
            answer.reason = oneLine(QStringView(text).mid(end).toString().remove(0, 1).remove(u'-'));
            return answer;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<HealthAnswer> readPlainWord(const HealthDocument &document)
{
    if (document.kind == HealthDocument::Kind::Text) {
        return readText(document.text);
    }
    if (document.kind != HealthDocument::Kind::Json) {
        return std::nullopt;
    }
    if (!document.json.isObject()) {
        const QString word = scalarText(document.json);
        return word.isEmpty() ? std::nullopt : std::optional(wordAnswer(word));
    }
    const QJsonObject object = document.json.toObject();
    static const QString keys[] = {
        QStringLiteral("status"), QStringLiteral("health"), QStringLiteral("healthy"),
        QStringLiteral("state"),  QStringLiteral("ready"),  QStringLiteral("alive"),
        QStringLiteral("ok"),     QStringLiteral("up"),     QStringLiteral("result"),
    };
    for (const QString &key : keys) {
        const QJsonValue value = member(object, key);
        const QString word = scalarText(value);
        // Numbers mean what each service likes: {"status": 200}, {"state": 3}
        if (word.isEmpty() || value.isDouble()) {
            continue;
        }
        HealthAnswer answer = wordAnswer(word);
        QJsonObject rest = object;
        rest.remove(key);
        answer.reason = answer.verdict == Verdict::Up ? QString() : detailsText(rest);
        return answer;
    }
    return std::nullopt;
}

} // namespace quarterdeck
