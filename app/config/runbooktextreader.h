#pragma once

#include "app/config/mappingreader.h"
#include "app/config/nearestword.h"
#include "models/runbooks/instanceset.h"

#include <array>
#include <chrono>

namespace quarterdeck {

// The smallest parts of a runbook file. Each reports what is wrong at its place and returns what could be
// read.

inline SourcePlace placeOf(const DocumentNode &node)
{
    return {node.line, node.column};
}

/// A text with places; an error where a place is not closed or no name.
RunText readRunText(const DocumentNode &node, const SourceFile &file);
RunText readTextOr(MappingReader &reader, QLatin1StringView key);
InstanceSelector readInstanceSelector(const DocumentNode &node, const SourceFile &file, const QString &what);
/// Texts by label.
QMap<QString, RunText> readLabels(const DocumentNode &node, const SourceFile &file);
std::chrono::milliseconds readDurationOr(MappingReader &reader, QLatin1StringView key,
                                         std::chrono::milliseconds preset);
int readCountOr(MappingReader &reader, QLatin1StringView key, int lowest, int highest, int preset);
/// One number or a list of them.
QList<int> readNumbers(const DocumentNode &node, const SourceFile &file, int lowest, int highest);

template <typename T, std::size_t N>
T readWord(const DocumentNode &node, const SourceFile &file,
           const std::array<std::pair<QLatin1StringView, T>, N> &words, T preset)
{
    QList<QString> known;
    for (const auto &[word, value] : words) {
        if (node.isScalar() && node.text == word) {
            return value;
        }
        known.append(word);
    }
    file.error(node,
               QStringLiteral("%1 is none of %2%3")
                   .arg(node.describe(), known.join(QStringLiteral(", ")), didYouMean(node.text, known)));
    return preset;
}

} // namespace quarterdeck
