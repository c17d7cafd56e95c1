#include "models/runbooks/runvalues.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// "http://host:port" of a URL, and "host:port" of it; empty when it is none.
QString authorityOf(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()) {
        return {};
    }
    const int standard = url.scheme() == "https"_L1 ? 443 : 80;
    const QString host = url.host().contains(u':') ? u'[' + url.host() + u']' : url.host();
    return host + u':' + QString::number(url.port(standard));
}

/// A number of bytes for people: "0 B", "16.8 MB". Patroni's "unknown" stays a word.
QString inBytes(const QString &text)
{
    bool isNumber = false;
    double size = text.toDouble(&isNumber);
    if (!isNumber) {
        return text;
    }
    int unit = 0;
    for (; std::abs(size) >= 1000 && unit < 4; ++unit) {
        size /= 1000;
    }
    static constexpr const char *units[] = {"B", "kB", "MB", "GB", "TB"};
    return QString::number(size, 'f', unit == 0 ? 0 : 1) + u' ' + QLatin1StringView(units[unit]);
}

} // namespace

void RunValues::set(const QString &name, const QString &value, Secrecy secrecy)
{
    m_values.insert(name, {value, secrecy});
}

void RunValues::remove(const QString &name)
{
    m_values.remove(name);
}

std::optional<QString> RunValues::value(const RunText::Place &place, QString *problem) const
{
    const auto found = m_values.constFind(place.name);
    if (found == m_values.constEnd()) {
        *problem = u"\"%1\" has no value"_s.arg(place.name);
        return std::nullopt;
    }
    if (place.modifier.isEmpty()) {
        return found->text;
    }
    if (place.modifier == "bytes"_L1) {
        return inBytes(found->text);
    }
    const QString authority = authorityOf(found->text);
    if (authority.isEmpty()) {
        *problem = u"\"%1\" is not a URL: \"%2\""_s.arg(place.name, redacted(found->text).left(100));
        return std::nullopt;
    }
    return place.modifier == "authority"_L1 ? authority : QUrl(found->text).scheme() + u"://"_s + authority;
}

QMap<QString, QString> RunValues::shown() const
{
    QMap<QString, QString> texts;
    for (auto it = m_values.cbegin(); it != m_values.cend(); ++it) {
        texts.insert(it.key(), it->secrecy == Secrecy::Secret ? redaction() : redacted(it->text));
    }
    return texts;
}

bool RunValues::hasSecrets() const
{
    return std::any_of(m_values.cbegin(), m_values.cend(),
                       [](const Value &value) { return value.secrecy == Secrecy::Secret; });
}

QString RunValues::redacted(QString text) const
{
    for (const Value &value : m_values) {
        if (value.secrecy != Secrecy::Secret || value.text.isEmpty()) {
            continue;
        }
        const QString percent = QString::fromLatin1(QUrl::toPercentEncoding(value.text));
        QString form = percent;
        form.replace("%20"_L1, "+"_L1);
        for (const QString &shape : {value.text, percent, form, jsonEscaped(value.text),
                                     QString::fromLatin1(value.text.toUtf8().toBase64())}) {
            text.replace(shape, redaction());
        }
    }
    return text;
}

QString jsonEscaped(const QString &text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(2, array.size() - 4)); // without [" and "]
}

} // namespace quarterdeck
