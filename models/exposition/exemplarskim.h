#pragma once

namespace quarterdeck {

/// Passes over the exemplar whose blank, hash, blank and brace begin at `at`, and over its line's end, when
/// it is of the usual kind: at most four labels with distinct names and plain values (no escape, nothing
/// beyond ASCII, no NUL), plain decimal numbers. Null when the full reader must judge it. Checks what the
/// full reader checks, but makes nothing of it: while polling nobody asks for exemplars. The line must be
/// followed by as many readable bytes as pages are padded with.
const char *skimExemplar(const char *at);

/// Whether the series at `at`, which a brace or a blank ends, may have exemplars in Prometheus's eyes: its
/// name ends in _total or _bucket.
bool mayHaveExemplar(const char *at);

} // namespace quarterdeck
