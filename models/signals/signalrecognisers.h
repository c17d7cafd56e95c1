#pragma once

#include "models/exposition/series.h"
#include "models/signals/signalrule.h"

#include <QStringList>

#include <memory>
#include <optional>

namespace quarterdeck {

/// What a series was recognised as.
struct SignalMatch
{
    enum class Part : quint8 { Count, Bucket, Quantile };
    int rule = 0; ///< index into rules()
    SignalRole role = SignalRole::Requests;
    Part part = Part::Count;
    bool errorKnown = false; ///< Requests: the series has the label that tells an error
    bool error = false;
    double bound = 0; ///< Bucket: its upper bound in seconds; Quantile: 0..1
    bool operator==(const SignalMatch &) const = default;
};

/// The rules by which series are recognised, compiled. Immutable but for the note which of them found
/// anything, so that all worker threads share one.
class SignalRecognisers
{
public:
    /// In order of preference: where two rules could count the same traffic, the earlier one does.
    explicit SignalRecognisers(QList<SignalRule> rules);
    ~SignalRecognisers();
    SignalRecognisers(const SignalRecognisers &) = delete;
    SignalRecognisers &operator=(const SignalRecognisers &) = delete;

    [[nodiscard]] const QList<SignalRule> &rules() const;
    /// Cheap for a series that no rule names: one look-up of the name.
    [[nodiscard]] std::optional<SignalMatch> match(const SeriesView &series) const;
    /// The configured rules that no series has matched since these recognisers were made: a rule with a slip
    /// in its name would otherwise say nothing, as if there were no traffic. From any thread.
    [[nodiscard]] QStringList silentRules() const;
    /// What is wrong with a rule (for the reader of configuration), empty when nothing is.
    static QString problem(const SignalRule &rule);

private:
    struct Private;
    std::unique_ptr<const Private> d;
};

} // namespace quarterdeck
