#pragma once

#include "app/config/sourcefile.h"

#include <QUrl>

#include <chrono>
#include <optional>

namespace quarterdeck {

// One value of the file each, with its type and range checked: nothing, and an error at its place that says
// how to write it, when it is wrong.

std::optional<QString> readText(const DocumentNode &node, const SourceFile &file);
/// A list of texts; a single text is an error, except where `allowSingle`.
enum class SingleText : quint8 { Refused, Allowed };
std::optional<QList<QString>> readTexts(const DocumentNode &node, const SourceFile &file,
                                        SingleText single = SingleText::Refused);
/// The words of YAML 1.1, as Prometheus's reader takes them: true, false, yes, no, on, off.
std::optional<bool> readBool(const DocumentNode &node, const SourceFile &file);
std::optional<qint64> readInteger(const DocumentNode &node, const SourceFile &file, qint64 lowest,
                                  qint64 highest);
/// Prometheus's durations: 500ms, 5s, 1m30s, 1h, 2d, 1w, 1y; 0 only where `allowZero`.
enum class ZeroDuration : quint8 { Refused, Allowed };
std::optional<std::chrono::milliseconds> readDuration(const DocumentNode &node, const SourceFile &file,
                                                      ZeroDuration zero = ZeroDuration::Refused);
/// Any finite number: 5, -0.5, 1e9.
std::optional<double> readNumber(const DocumentNode &node, const SourceFile &file);
/// A share as "5%" or "0.05", given as 0..1.
std::optional<double> readRatio(const DocumentNode &node, const SourceFile &file);
/// An absolute URL with one of the schemes.
std::optional<QUrl> readUrl(const DocumentNode &node, const SourceFile &file, const QList<QString> &schemes);
/// Prometheus's sizes: 512KB, 10MB, 1.5MiB; both families are powers of 1024 there.
std::optional<qint64> readSize(const DocumentNode &node, const SourceFile &file);
/// RFC 3339 with a zone; seconds may be left out.
std::optional<std::chrono::system_clock::time_point> readTime(const DocumentNode &node,
                                                              const SourceFile &file);

/// Prometheus's model.ParseDuration; nothing when the text is none.
std::optional<std::chrono::milliseconds> parseDuration(const QString &text);
/// Prometheus's model.Duration.String(): what `__scrape_interval__` holds.
QString formatDuration(std::chrono::milliseconds duration);

} // namespace quarterdeck
