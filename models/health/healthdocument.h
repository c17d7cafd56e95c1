#pragma once

#include "models/health/healthanswer.h"

#include <QJsonObject>
#include <QJsonValue>

namespace quarterdeck {

/// Bounds of what is kept of an answer: enough for a person, too little to hurt.
struct HealthLimits
{
    static constexpr qsizetype bodyBytes = 4 * 1024 * 1024; ///< beyond it a body is not looked into
    static constexpr qsizetype textBytes = 64 * 1024;       ///< of a text body, what is read
    static constexpr int depth = 8;                         ///< of components
    static constexpr int components = 256;                  ///< of one answer in all
    static constexpr qsizetype name = 100;                  ///< characters
    static constexpr qsizetype word = 60;
    static constexpr qsizetype reason = 240;
};

/// An answer, looked at once for all formats.
struct HealthDocument
{
    enum class Kind : quint8 { Empty, Json, BrokenJson, Html, Markup, Binary, Text, TooLarge };

    HealthDocument(const HealthInput &answer, HealthQuestion asked);

    const HealthInput &input;
    HealthQuestion question;
    Kind kind = Kind::Empty;
    QJsonValue json;      ///< Json: an object, array or bare value
    QString text;         ///< Text: trimmed; Html: its title; BrokenJson: what is wrong and where
    QByteArray mediaType; ///< lower case, without parameters
};

/// One line for a person: control characters and runs of blanks become one blank, long text ends in "…".
QString oneLine(QStringView text, qsizetype limit = HealthLimits::reason);

/// A member of an object by name, without regard to case (serializers differ in it).
QJsonValue member(const QJsonObject &object, QStringView name);
/// The same as text: strings, numbers and booleans as they read, anything else empty.
QString memberText(const QJsonObject &object, QStringView name);
/// A scalar as text; empty for objects, arrays and null.
QString scalarText(const QJsonValue &value);

/// What free-form details say in a line: the members that name a cause first, else the first few values.
QString detailsText(const QJsonObject &details);

/// Counts the components of one answer, so that a hostile one cannot fill the memory.
class ComponentBudget
{
public:
    /// Whether one more component may be kept at this depth (from 1).
    bool take(int depth) { return depth <= HealthLimits::depth && m_used++ < HealthLimits::components; }

private:
    int m_used = 0;
};

/// A component with its texts bounded.
HealthComponent makeComponent(const QString &name, Verdict verdict, const QString &raw,
                              const QString &reason);

} // namespace quarterdeck
