#include "models/health/healthdocument.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringDecoder>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

bool looksLikeHtml(const QByteArray &body)
{
    const QByteArray start = body.left(512).toLower();
    static constexpr const char *openings[] = {"<!doctype html", "<html",   "<head", "<body", "<title",
                                               "<!-- ",          "<script", "<meta", "<h1",   "<center"};
    return std::any_of(std::begin(openings), std::end(openings),
                       [&start](const char *opening) { return start.startsWith(opening); });
}

QString htmlTitle(const QByteArray &body)
{
    const QByteArray lower = body.left(HealthLimits::textBytes).toLower();
    for (const char *tag : {"title", "h1"}) {
        const qsizetype open = lower.indexOf(QByteArray("<") + tag);
        const qsizetype start = open < 0 ? -1 : lower.indexOf('>', open);
        const qsizetype end = start < 0 ? -1 : lower.indexOf(QByteArray("</") + tag, start);
        if (end > start) {
            return oneLine(QString::fromUtf8(body.mid(start + 1, end - start - 1)), HealthLimits::name);
        }
    }
    return {};
}

bool looksBinary(const QByteArray &body)
{
    const QByteArray start = body.left(4096);
    const auto strange = std::count_if(start.begin(), start.end(), [](char byte) {
        const auto code = static_cast<unsigned char>(byte);
        return code < 0x20 && code != '\n' && code != '\r' && code != '\t' && code != 0x1b && code != '\f';
    });
    if (start.contains('\0') || strange * 20 > start.size()) {
        return true;
    }
    // A cut through a character at the end of the window is no fault
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Default);
    const QString decoded = decoder(start);
    return decoded.count(QChar::ReplacementCharacter) * 20 > decoded.size();
}

} // namespace

HealthDocument::HealthDocument(const HealthInput &answer, HealthQuestion asked)
    : input(answer)
    , question(asked)
{
    const qsizetype parameters = input.contentType.indexOf(';');
    mediaType =
        input.contentType.left(parameters < 0 ? input.contentType.size() : parameters).trimmed().toLower();

    if (input.body.size() > HealthLimits::bodyBytes) {
        kind = Kind::TooLarge;
        return;
    }
    QByteArray body = input.body;
    if (body.startsWith("\xEF\xBB\xBF")) {
        body.remove(0, 3);
    }
    body = body.trimmed();
    if (body.isEmpty()) {
        return;
    }
    const char first = body.front();
    const bool saysJson = mediaType == "application/json" || mediaType.endsWith("+json");
    if (first == '{' || first == '[' || (saysJson && !looksLikeHtml(body))) {
        QJsonParseError error;
        // A bare value is no document to QJsonDocument: an array around it makes it one
        const QJsonDocument document =
            QJsonDocument::fromJson(first == '{' || first == '[' ? body : '[' + body + ']', &error);
        if (error.error == QJsonParseError::NoError) {
            kind = Kind::Json;
            json = document.isObject() ? QJsonValue(document.object()) : QJsonValue(document.array());
            if (first != '{' && first != '[') {
                json = document.array().at(0);
            }
            return;
        }
        // "[+]ping ok" of Kubernetes begins like an array
        if (!body.startsWith("[+]") && !body.startsWith("[-]") && (first == '{' || first == '[')) {
            kind = Kind::BrokenJson;
            text = QStringLiteral("broken JSON at byte %1: %2").arg(error.offset).arg(error.errorString());
            return;
        }
    }
    if (looksLikeHtml(body)) {
        kind = Kind::Html;
        text = htmlTitle(body);
        return;
    }
    if (first == '<') {
        kind = Kind::Markup;
        return;
    }
    if (looksBinary(body)) {
        kind = Kind::Binary;
        return;
    }
    kind = Kind::Text;
    text = QString::fromUtf8(body.left(HealthLimits::textBytes));
}

QString oneLine(QStringView text, qsizetype limit)
{
    QString line;
    line.reserve(std::min(text.size(), limit));
    bool blank = false;
    for (const QChar character : text) {
        // Bidirectional overrides and their kind could make a line read as something else
        if (character.isSpace() || character.category() == QChar::Other_Control ||
            character.category() == QChar::Other_Format) {
            blank = true;
            continue;
        }
        if (line.size() >= limit) {
            line.truncate(limit - 1);
            if (line.back().isHighSurrogate()) {
                line.chop(1);
            }
            return line + QChar(0x2026);
        }
        if (blank && !line.isEmpty()) {
            line.append(u' ');
        }
        blank = false;
        line.append(character);
    }
    return line;
}

QJsonValue member(const QJsonObject &object, QStringView name)
{
    const auto exact = object.constFind(name);
    if (exact != object.constEnd()) {
        return *exact;
    }
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (name.compare(it.key(), Qt::CaseInsensitive) == 0) {
            return *it;
        }
    }
    return QJsonValue(QJsonValue::Undefined);
}

QString scalarText(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Double: {
        const double number = value.toDouble();
        return number == std::floor(number) && std::abs(number) < 1e15
                   ? QString::number(static_cast<qint64>(number))
                   : QString::number(number, 'g', 6);
    }
    default:
        return {};
    }
}

QString memberText(const QJsonObject &object, QStringView name)
{
    return scalarText(member(object, name));
}

QString detailsText(const QJsonObject &details)
{
    static const QString causes[] = {
        QStringLiteral("error"),  QStringLiteral("message"),     QStringLiteral("reason"),
        QStringLiteral("cause"),  QStringLiteral("exception"),   QStringLiteral("output"),
        QStringLiteral("detail"), QStringLiteral("description"),
    };
    for (const QString &cause : causes) {
        const QString text = memberText(details, cause);
        if (!text.trimmed().isEmpty()) {
            return oneLine(text);
        }
    }
    QStringList values;
    for (auto it = details.constBegin(); it != details.constEnd() && values.size() < 3; ++it) {
        const QString text = scalarText(*it);
        if (!text.isEmpty()) {
            values.append(oneLine(it.key(), HealthLimits::name) + u' ' + oneLine(text, HealthLimits::name));
        }
    }
    return oneLine(values.join(QStringLiteral(", ")));
}

HealthComponent makeComponent(const QString &name, Verdict verdict, const QString &raw, const QString &reason)
{
    HealthComponent component;
    component.name = oneLine(name, HealthLimits::name);
    component.verdict = verdict;
    component.raw = oneLine(raw, HealthLimits::word);
    component.reason = oneLine(reason);
    return component;
}

} // namespace quarterdeck
