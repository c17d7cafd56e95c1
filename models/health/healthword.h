#pragma once

#include "models/health/healthanswer.h"

#include <QStringView>

namespace quarterdeck {

/// A word without case and punctuation: "OUT_OF_SERVICE", "out-of-service" and "Out of service" are one word.
QString bareWord(QStringView word);

/// What a status word means, whoever writes it; nothing for a word that no format knows. Words that say
/// "I do not know" (Spring's UNKNOWN) are known and mean `Unknown`.
std::optional<Verdict> verdictFromWord(QStringView word);

/// The verdict of a status word in an answer: what nobody knows is `Unknown`.
inline Verdict verdictOrUnknown(QStringView word)
{
    return verdictFromWord(word).value_or(Verdict::Unknown);
}

/// How bad a verdict is, for the worst of several: down, degraded, unknown and the refusals, up.
int severity(Verdict verdict);
inline Verdict worseOf(Verdict a, Verdict b)
{
    return severity(a) >= severity(b) ? a : b;
}

} // namespace quarterdeck
