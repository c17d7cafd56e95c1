#pragma once

#include <QList>
#include <QString>

namespace quarterdeck {

/// What a series means for the signals of an instance.
enum class SignalRole : quint8 {
    Requests, ///< a counter of requests; `error` tells which of them failed
    Errors,   ///< a counter of failed requests alone, where the library keeps one
    Latency,  ///< a histogram (`..._bucket` series) or a summary (`quantile` series)
};

/// A test on one label. Patterns: a word (compared without case), `*` for any characters, `500-599` for a
/// range of numbers, `~EXPRESSION` for an anchored RE2 expression; a leading `!` excludes. The test holds
/// when no excluding pattern matches and, if there are including ones, one of them does.
struct LabelTest
{
    QList<QString> labels; ///< the first of these that the series has is tested
    QList<QString> patterns;
    bool operator==(const LabelTest &) const = default;
};

/// One convention: which series of a page are requests, errors or latency. Plain data, see
/// resources/signals.yml.
struct SignalRule
{
    QString id;
    SignalRole role = SignalRole::Requests;
    /// Names as on the page, `*` for any characters. Latency: the base name, without `_bucket`.
    QList<QString> metrics;
    /// Kinds of traffic counted. Of the rules of a role that match a page, a rule counts only when no earlier
    /// one already counts one of its kinds: the same request is never counted twice.
    QList<QString> traffic{QStringLiteral("http")};
    QList<LabelTest> where; ///< all must hold; a series without the label is tested as ""
    LabelTest error;        ///< Requests only; no labels: this counter says nothing of errors
    double unitSeconds = 1; ///< Latency: seconds in one unit of the page, 0.001 for milliseconds
    bool builtIn = false;   ///< not out of anybody's configuration: nobody wonders when nothing matches it
    bool operator==(const SignalRule &) const = default;
};

} // namespace quarterdeck
