#pragma once

#include "models/exposition/linescan.h"

namespace quarterdeck {

/// The lines that start with #: metadata, comments and the end of an exposition.
class MetadataReader : public LineScan
{
public:
    /// `at` is on the #.
    MetadataReader(ExpositionDialect dialect, const char *at, const char *end, ExpositionLine &line)
        : LineScan(dialect, at, end, line)
    {
    }

    bool read() { return m_openMetrics ? readOpenMetricsComment() : readTextComment(); }

private:
    bool readTextComment();
    bool readOpenMetricsComment();
    bool readMetadata(LineKind kind);
    bool readMetadataName();
    bool readMetadataType();
};

} // namespace quarterdeck
