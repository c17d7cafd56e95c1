#pragma once

#include "models/runbooks/runtext.h"

#include <QMap>
#include <QString>

#include <optional>

namespace quarterdeck {

/// What the places of a runbook's texts are filled with: parameters, what was looked up, what steps found.
class RunValues
{
public:
    enum class Secrecy : quint8 { Open, Secret };

    void set(const QString &name, const QString &value, Secrecy secrecy = Secrecy::Open);
    void remove(const QString &name);
    [[nodiscard]] bool contains(const QString &name) const { return m_values.contains(name); }
    [[nodiscard]] QString value(const QString &name) const { return m_values.value(name).text; }
    /// The value of a place after its modifier; nothing, and the reason, when there is none.
    [[nodiscard]] std::optional<QString> value(const RunText::Place &place, QString *problem) const;
    /// Names and values; secrets are "[redacted]".
    [[nodiscard]] QMap<QString, QString> shown() const;
    [[nodiscard]] bool hasSecrets() const;
    /// The text without any secret value, in whatever encoding this program could have put it there.
    [[nodiscard]] QString redacted(QString text) const;

    static QString redaction() { return QStringLiteral("[redacted]"); }

private:
    struct Value
    {
        QString text;
        Secrecy secrecy = Secrecy::Open;
    };
    QMap<QString, Value> m_values;
};

/// As it stands between the quotes of a JSON string.
[[nodiscard]] QString jsonEscaped(const QString &text);

} // namespace quarterdeck
