#pragma once

#include <QJsonValue>
#include <QList>
#include <QString>

#include <optional>

namespace quarterdeck {

/// Where a value is in a JSON document: a JSON pointer (RFC 6901), in which a segment `[key=value]` stands
/// for the first element of a list whose member `key` is `value`, and `*` for all of them.
/// "/members/[role=leader]/name".
class JsonPath
{
public:
    /// What is wrong with the text, empty when nothing is.
    static QString problem(const QString &text);
    /// All values that it leads to; at most one without `*`.
    static QList<QJsonValue> find(const QJsonValue &root, const QString &path);
    /// As text: strings as they are, numbers in their shortest form, objects and lists as compact JSON.
    static QString toText(const QJsonValue &value);
};

} // namespace quarterdeck
