#pragma once

#include <QString>

#include <vector>

namespace quarterdeck {

/// A YAML or JSON value with its place. yaml-cpp's own nodes hide duplicate keys, share aliases without
/// bound and cost a map each; this tree is plain, bounded by its readers, and the same for both languages.
struct DocumentNode
{
    enum class Kind : quint8 { Null, Scalar, Sequence, Mapping };
    Kind kind = Kind::Null;
    bool quoted = false;             ///< a scalar in quotes: text, whatever it looks like
    int line = 0;                    ///< from 1; 0 when there is none
    int column = 0;                  ///< from 1, in characters
    QString text;                    ///< of a scalar
    std::vector<DocumentNode> items; ///< of a sequence; of a mapping its values, in the file's order
    std::vector<DocumentNode> keys;  ///< of a mapping, as many as items

    [[nodiscard]] bool isNull() const { return kind == Kind::Null; }
    [[nodiscard]] bool isScalar() const { return kind == Kind::Scalar; }
    [[nodiscard]] bool isSequence() const { return kind == Kind::Sequence; }
    [[nodiscard]] bool isMapping() const { return kind == Kind::Mapping; }
    /// The value of a key of a mapping; null when it has none.
    [[nodiscard]] const DocumentNode *value(QStringView key) const;
    /// What it is, for messages: "a list", "the text \"abc\"".
    [[nodiscard]] QString describe() const;
};

} // namespace quarterdeck
