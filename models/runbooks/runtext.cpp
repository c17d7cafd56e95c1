#include "models/runbooks/runtext.h"

#include "models/runbooks/runvalues.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

const QRegularExpression &placeForm()
{
    static const QRegularExpression form(
        u"\\A([A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z0-9_]+)*)(?:\\|([a-z]+))?\\z"_s);
    return form;
}

bool hasControl(const QString &text)
{
    return std::any_of(text.cbegin(), text.cend(),
                       [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
}

/// What may stand at the beginning of a URL: scheme, host and port, and a path; nobody's password.
bool isUrlBase(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    return !hasControl(text) && url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty() &&
           (url.scheme() == "http"_L1 || url.scheme() == "https"_L1);
}

bool isAuthority(const QString &text)
{
    static const QRegularExpression form(
        u"\\A(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?\\z"_s);
    return form.match(text).hasMatch();
}

} // namespace

std::optional<RunText> RunText::parse(const QString &text, QString *problem)
{
    RunText result;
    result.m_source = text;
    QString literal;
    const auto flush = [&] {
        if (!literal.isEmpty()) {
            result.m_pieces.append(Piece{literal, {}});
            literal.clear();
        }
    };
    for (qsizetype at = 0; at < text.size();) {
        const QStringView rest = QStringView(text).mid(at);
        if (rest.startsWith("$${"_L1)) {
            literal += u"${"_s;
            at += 3;
            continue;
        }
        if (!rest.startsWith("${"_L1)) {
            literal += text.at(at);
            ++at;
            continue;
        }
        const qsizetype end = rest.indexOf(u'}');
        if (end < 0) {
            *problem = u"\"${\" is not closed with \"}\" (write \"$${\" for the characters themselves)"_s;
            return std::nullopt;
        }
        const QString inner = rest.mid(2, end - 2).toString();
        const QRegularExpressionMatch match = placeForm().match(inner);
        if (!match.hasMatch()) {
            *problem = u"\"${%1}\" is not a name (letters, digits and _; \"$${\" for the characters "
                       u"themselves)"_s.arg(inner);
            return std::nullopt;
        }
        const QString modifier = match.captured(2);
        if (!modifier.isEmpty() && modifier != "origin"_L1 && modifier != "authority"_L1 &&
            modifier != "bytes"_L1) {
            *problem = u"\"${%1}\": unknown modifier \"%2\" (origin, authority and bytes are known)"_s.arg(
                inner, modifier);
            return std::nullopt;
        }
        flush();
        result.m_pieces.append(Piece{{}, {match.captured(1), modifier}});
        at += end + 1;
    }
    flush();
    return result;
}

RunText RunText::literal(const QString &text)
{
    RunText result;
    result.m_source = text;
    result.m_pieces.append(Piece{text, {}});
    return result;
}

QList<RunText::Place> RunText::places() const
{
    QList<Place> found;
    for (const Piece &piece : m_pieces) {
        if (!piece.place.name.isEmpty()) {
            found.append(piece.place);
        }
    }
    return found;
}

template <typename Encode>
std::optional<QString> RunText::fill(const RunValues &values, QString *problem, Encode encode) const
{
    QString text;
    for (const Piece &piece : m_pieces) {
        if (piece.place.name.isEmpty()) {
            text += piece.text;
            continue;
        }
        const auto value = values.value(piece.place, problem);
        if (!value) {
            return std::nullopt;
        }
        const std::optional<QString> encoded = encode(*value, piece.place.name, text);
        if (!encoded) {
            return std::nullopt;
        }
        text += *encoded;
    }
    return text;
}

std::optional<QString> RunText::fillPlain(const RunValues &values, QString *problem) const
{
    return fill(values, problem,
                [](const QString &value, const QString &, const QString &) { return std::optional(value); });
}

QString RunText::fillWords(const RunValues &values) const
{
    QString text;
    for (const Piece &piece : m_pieces) {
        QString ignored;
        const auto value =
            piece.place.name.isEmpty() ? std::optional(piece.text) : values.value(piece.place, &ignored);
        text += value ? *value : u"${%1}"_s.arg(piece.place.name);
    }
    return text;
}

std::optional<QString> RunText::fillArgument(const RunValues &values, bool afterDoubleDash,
                                             QString *problem) const
{
    return fill(
        values, problem,
        [&](const QString &value, const QString &name, const QString &before) -> std::optional<QString> {
            if (value.contains(QChar(u'\0'))) {
                *problem = u"\"%1\" holds a zero byte, which no argument can"_s.arg(name);
                return std::nullopt;
            }
            if (before.isEmpty() && value.startsWith(u'-') && !afterDoubleDash) {
                *problem = u"\"%1\" begins with \"-\" and would be read as an option (a literal "
                           u"\"--\" before it in the runbook allows it)"_s.arg(name);
                return std::nullopt;
            }
            return value;
        });
}

std::optional<QString> RunText::fillUrl(const RunValues &values, QString *problem) const
{
    const auto filled =
        fill(values, problem,
             [&](const QString &value, const QString &name, const QString &before) -> std::optional<QString> {
                 if (value.isEmpty()) {
                     *problem = u"\"%1\" is empty, and the URL %2 needs it"_s.arg(name, m_source);
                     return std::nullopt;
                 }
                 if (before.isEmpty()) {
                     if (!isUrlBase(value)) {
                         *problem = u"\"%1\" begins the URL %2 and must be an http or https URL"_s.arg(
                             name, m_source);
                         return std::nullopt;
                     }
                     return value.endsWith(u'/') ? value.chopped(1) : value;
                 }
                 const qsizetype slashes = before.indexOf("://"_L1);
                 const bool inAuthority = slashes >= 0 && before.indexOf(u'/', slashes + 3) < 0 &&
                                          before.indexOf(u'?', slashes + 3) < 0;
                 if (inAuthority) {
                     if (!isAuthority(value)) {
                         *problem = u"\"%1\" stands where the URL %2 wants a host"_s.arg(name, m_source);
                         return std::nullopt;
                     }
                     return value;
                 }
                 // "." and ".." would climb out of their place even when encoded.
                 if (value == "."_L1 || value == ".."_L1) {
                     *problem = u"\"%1\" is \"%2\", which a URL would resolve away"_s.arg(name, value);
                     return std::nullopt;
                 }
                 return QString::fromLatin1(QUrl::toPercentEncoding(value));
             });
    if (!filled) {
        return std::nullopt;
    }
    if (!isUrlBase(*filled)) {
        *problem =
            filled->isEmpty()
                ? u"the URL is empty"_s
                : u"\"%1\" is not an absolute http or https URL"_s.arg(values.redacted(*filled).left(200));
        return std::nullopt;
    }
    return filled;
}

std::optional<QString> RunText::fillJson(const RunValues &values, QString *problem) const
{
    static const QRegularExpression bare(u"\\A(?:-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|"
                                         u"false|null)\\z"_s);
    const auto insideQuotes = [](const QString &before) {
        bool inside = false;
        for (qsizetype i = 0; i < before.size(); ++i) {
            if (inside && before.at(i) == u'\\') {
                ++i;
            } else if (before.at(i) == u'"') {
                inside = !inside;
            }
        }
        return inside;
    };
    const auto filled =
        fill(values, problem,
             [&](const QString &value, const QString &name, const QString &before) -> std::optional<QString> {
                 if (insideQuotes(before)) {
                     return jsonEscaped(value);
                 }
                 if (!bare.match(value).hasMatch()) {
                     *problem =
                         u"\"%1\" stands outside quotes in the JSON body and is no number, true, false "
                         u"or null"_s.arg(name);
                     return std::nullopt;
                 }
                 return value;
             });
    if (!filled) {
        return std::nullopt;
    }
    QJsonParseError error;
    QJsonDocument::fromJson(filled->toUtf8(), &error);
    if (error.error != QJsonParseError::NoError) {
        *problem = u"the body is not JSON: %1"_s.arg(error.errorString());
        return std::nullopt;
    }
    return filled;
}

std::optional<QString> RunText::fillForm(const RunValues &values, QString *problem) const
{
    return fill(values, problem, [](const QString &value, const QString &, const QString &) {
        return std::optional(QString::fromLatin1(QUrl::toPercentEncoding(value)));
    });
}

std::optional<QString> RunText::fillHeader(const RunValues &values, QString *problem) const
{
    const auto filled = fillPlain(values, problem);
    if (filled && hasControl(*filled)) {
        *problem = u"the header %1 would hold a line break or another control character"_s.arg(m_source);
        return std::nullopt;
    }
    return filled;
}

std::optional<QString> RunText::fillFilter(const RunValues &values, QString *problem) const
{
    return fill(values, problem,
                [&](const QString &value, const QString &name, const QString &) -> std::optional<QString> {
                    // The filter's quotes have no escape, and "*" is its wildcard.
                    if (value.isEmpty() || value.contains(u'"') || value.contains(u'*') ||
                        hasControl(value)) {
                        *problem = u"\"%1\" cannot be looked for: it is empty, or holds a quote, an asterisk "
                                   u"or a control character"_s.arg(name);
                        return std::nullopt;
                    }
                    return u'"' + value + u'"';
                });
}

std::optional<QString> RunText::fillPath(const RunValues &values, QString *problem) const
{
    return fill(values, problem,
                [&](const QString &value, const QString &name, const QString &) -> std::optional<QString> {
                    if (value.isEmpty() || value.contains(u'[') || value.contains(u']')) {
                        *problem =
                            u"\"%1\" cannot stand in a JSON pointer: it is empty or holds a bracket"_s.arg(
                                name);
                        return std::nullopt;
                    }
                    return value;
                });
}

} // namespace quarterdeck
