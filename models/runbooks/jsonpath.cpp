#include "models/runbooks/jsonpath.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QStringList segmentsOf(const QString &path)
{
    // A "/" inside brackets belongs to the selector.
    QStringList segments;
    QString segment;
    bool bracket = false;
    for (const QChar c : path.mid(1)) {
        if (c == u'[' && segment.isEmpty()) {
            bracket = true;
        } else if (c == u']') {
            bracket = false;
        }
        if (c == u'/' && !bracket) {
            segments.append(segment);
            segment.clear();
        } else {
            segment += c;
        }
    }
    segments.append(segment);
    return segments;
}

bool isSelector(const QString &segment)
{
    return segment.startsWith(u'[') && segment.endsWith(u']') && segment.contains(u'=');
}

void step(const QJsonValue &value, const QString &segment, QList<QJsonValue> &found)
{
    if (isSelector(segment)) {
        const qsizetype equals = segment.indexOf(u'=');
        const QString key = segment.mid(1, equals - 1);
        const QString wanted = segment.mid(equals + 1, segment.size() - equals - 2);
        const QJsonArray array = value.toArray();
        for (const QJsonValue &element : array) {
            const QJsonValue member = element.toObject().value(key);
            if (!member.isUndefined() && JsonPath::toText(member) == wanted) {
                found.append(element);
                return;
            }
        }
        return;
    }
    if (segment == "*"_L1) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &element : array) {
            found.append(element);
        }
        const QJsonObject object = value.toObject();
        for (const QJsonValue &element : object) {
            found.append(element);
        }
        return;
    }
    QString key = segment;
    key.replace("~1"_L1, "/"_L1).replace("~0"_L1, "~"_L1);
    if (value.isArray()) {
        bool isNumber = false;
        const int index = key.toInt(&isNumber);
        if (isNumber && index >= 0 && index < value.toArray().size()) {
            found.append(value.toArray().at(index));
        }
        return;
    }
    const QJsonValue member = value.toObject().value(key);
    if (!member.isUndefined()) {
        found.append(member);
    }
}

} // namespace

QString JsonPath::problem(const QString &text)
{
    if (!text.isEmpty() && !text.startsWith(u'/')) {
        return u"a JSON pointer begins with \"/\" (write /members/[role=leader]/name)"_s;
    }
    for (const QString &segment : segmentsOf(text)) {
        if (segment.startsWith(u'[') && (!isSelector(segment) || segment.startsWith("[="_L1))) {
            return u"\"%1\" is no selector (write [role=leader])"_s.arg(segment);
        }
    }
    return {};
}

QList<QJsonValue> JsonPath::find(const QJsonValue &root, const QString &path)
{
    QList<QJsonValue> values{root};
    if (path.isEmpty()) {
        return values;
    }
    for (const QString &segment : segmentsOf(path)) {
        QList<QJsonValue> next;
        for (const QJsonValue &value : std::as_const(values)) {
            step(value, segment, next);
        }
        values = next;
    }
    return values;
}

QString JsonPath::toText(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Bool:
        return value.toBool() ? u"true"_s : u"false"_s;
    case QJsonValue::Double: {
        const double number = value.toDouble();
        return number == static_cast<double>(static_cast<qint64>(number)) && std::abs(number) < 9e15
                   ? QString::number(static_cast<qint64>(number))
                   : QString::number(number, 'g', 17);
    }
    case QJsonValue::Array:
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    case QJsonValue::Object:
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    default:
        return u"null"_s;
    }
}

} // namespace quarterdeck
