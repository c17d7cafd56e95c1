#pragma once

#include "app/config/sourcefile.h"

#include <span>

namespace quarterdeck {

/// Reads one mapping key by key, so that what nobody asked for can be told: finish() reports every unknown
/// key with the nearest known one, and every key that is known but not used.
class MappingReader
{
public:
    /// `what` names the mapping in messages: "a scrape config". Anything but a mapping (or nothing) is an
    /// error.
    MappingReader(const DocumentNode &node, SourceFile file, QString what);

    /// The value of a key; null when it is missing or empty. Makes the key known.
    const DocumentNode *find(QLatin1StringView key);
    /// As find(), and an error when it is missing.
    const DocumentNode *require(QLatin1StringView key);
    /// Keys that are right here but not used, with the reason that their warning gives.
    void ignore(std::span<const QLatin1StringView> keys, const QString &reason);
    /// Reports unknown keys. `alsoKnown` are further candidates for "did you mean".
    void finish(const QList<QString> &alsoKnown = {});

    [[nodiscard]] bool isMapping() const { return m_isMapping; }
    [[nodiscard]] const DocumentNode &node() const { return m_node; }
    [[nodiscard]] const SourceFile &file() const { return m_file; }

private:
    struct Ignored
    {
        QString key;
        QString reason;
    };
    const DocumentNode &m_node;
    SourceFile m_file;
    QString m_what;
    QList<QString> m_known;
    QList<Ignored> m_ignored;
    bool m_isMapping = false;
};

} // namespace quarterdeck
