#pragma once

#include "models/fleet/fleet.h"

#include <QString>

#include <memory>
#include <variant>

namespace quarterdeck {

/// A part of a filter's text that is wrong; offsets in QChars, for the underline.
struct FilterError
{
    qsizetype position = 0;
    qsizetype length = 0;
    QString message; ///< says what is known instead
    bool operator==(const FilterError &) const = default;
};

/// What can be typed at a place of a filter.
struct FilterCompletion
{
    qsizetype position = 0; ///< the text from here ...
    qsizetype length = 0;   ///< ... this long is replaced
    QList<QString> candidates;
};

/// The filter language of the window and the command line (design section 9):
/// `state:down,degraded cluster:eu-west service~check !label:canary=true breaker:open error>5% age>10m text`.
/// Terms are joined by "and"; `,` is "or" within a term; `!` before a term or a value negates it; quotes hold
/// blanks. `:` is equal (without regard to case, `*` stands for any characters), `~` contains; error, p50,
/// p95, p99, rate and age compare with `>`, `>=`, `<`, `<=`. Any label name is a key. A word without a key is
/// looked for in name, service, cluster, job and why.
class InstanceFilter
{
public:
    InstanceFilter(); ///< matches everything
    /// With the names of the fleet's labels every other unknown key is an error; without, only one that looks
    /// like a slip of the keys the console knows.
    static std::variant<InstanceFilter, QList<FilterError>> parse(const QString &text,
                                                                  const QList<QString> &labelNames = {});
    static QList<QString> labelNames(const Fleet &fleet); ///< sorted
    [[nodiscard]] bool matches(const Instance &instance, SteadyTime now) const;
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] QString text() const;
    /// Candidates at `cursor`: keys, then values that occur in `fleet`.
    static FilterCompletion complete(const QString &text, qsizetype cursor, const Fleet &fleet);

private:
    struct Private;
    std::shared_ptr<const Private> d;
};

} // namespace quarterdeck
