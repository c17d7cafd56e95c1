#pragma once

#include "models/exposition/linescan.h"

namespace quarterdeck {

/// A sample line: name, labels, value, timestamp, exemplar.
class SampleReader : public LineScan
{
public:
    SampleReader(ExpositionDialect dialect, const char *at, const char *end, ExpositionLine &line)
        : LineScan(dialect, at, end, line)
    {
    }

    /// From the name on.
    bool read();
    /// From behind the value on.
    bool readSuffix() { return m_openMetrics ? readOpenMetricsSuffix() : readTextSuffix(); }

private:
    bool refuseStart();
    bool readLabels(RawLabels &labels, bool exemplar);
    bool readLabelValue(RawLabel &label);
    bool checkDuplicates(const RawLabels &labels, bool exemplar);
    bool readValue(double &value, LineFault generalFault);
    bool readTextSuffix();
    bool readOpenMetricsSuffix();
    bool readExemplar();
    bool readSeconds(std::int64_t &milliseconds, LineFault syntaxFault);
};

} // namespace quarterdeck
