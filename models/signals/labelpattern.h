#pragma once

#include <QList>
#include <QString>

#include <memory>
#include <string_view>
#include <vector>

namespace quarterdeck {

/// A compiled pattern of a LabelTest: a word, a glob, a range of numbers or an RE2 expression, maybe
/// excluding.
class LabelPattern
{
public:
    explicit LabelPattern(const QString &text);
    ~LabelPattern();
    LabelPattern(LabelPattern &&) noexcept;
    LabelPattern &operator=(LabelPattern &&) noexcept;

    /// Without regard to `!`.
    [[nodiscard]] bool matches(std::string_view value) const;
    [[nodiscard]] bool excludes() const;
    /// What is wrong with the text, empty when nothing is.
    static QString problem(const QString &text);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Whether `value` passes: no excluding pattern matches, and an including one does when there are any.
bool passes(const std::vector<LabelPattern> &patterns, std::string_view value);

/// `*` stands for any characters, everything else for itself; letters of ASCII compare without case when
/// asked.
enum class GlobCase : quint8 { Exact, Ignored };
bool globMatches(std::string_view glob, std::string_view text, GlobCase sensitivity);

} // namespace quarterdeck
