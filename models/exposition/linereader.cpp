#include "models/exposition/linereader.h"

#include "models/exposition/metadatareader.h"
#include "models/exposition/samplereader.h"

namespace quarterdeck {

namespace {

void clear(ExpositionLine &line)
{
    line.fault = LineFault::None;
    line.notes = 0;
    line.hasTimestamp = false;
    line.hasExemplar = false;
    line.place = nullptr;
}

/// A line that is refused for its first byte.
class RefusedLine : public LineScan
{
public:
    RefusedLine(ExpositionDialect dialect, const char *at, const char *end, ExpositionLine &line)
        : LineScan(dialect, at, end, line)
    {
    }
    const char *read(LineFault fault) { return finish(fail(fault, m_at)); }
};

} // namespace

const char *readExpositionLine(ExpositionDialect dialect, const char *begin, const char *end,
                               ExpositionLine &line)
{
    clear(line);
    line.begin = begin;
    line.nameEscaped = false;
    const char *at = begin;
    if (dialect.format == ExpositionFormat::Text) {
        while (*at == ' ' || *at == '\t') {
            ++at;
        }
        if (*at == '\n') {
            line.kind = LineKind::Blank;
            return at + 1;
        }
    } else if (*at == '\n' || *at == ' ' || *at == '\t') {
        return RefusedLine(dialect, at, end, line)
            .read(*at == '\n' ? LineFault::BlankLine : LineFault::LeadingBlank);
    }
    if (*at == '#') {
        MetadataReader reader(dialect, at, end, line);
        return reader.finish(reader.read());
    }
    if (at != begin) {
        line.notes |= noteLeadingBlank;
        line.place = begin;
    }
    SampleReader reader(dialect, at, end, line);
    return reader.finish(reader.read());
}

const char *readExpositionSuffix(ExpositionDialect dialect, const char *at, const char *end,
                                 ExpositionLine &line)
{
    clear(line);
    SampleReader reader(dialect, at, end, line);
    return reader.finish(reader.readSuffix());
}

} // namespace quarterdeck
