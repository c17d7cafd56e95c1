#include "models/exposition/expositiontext.h"
#include "models/exposition/linereader.h"

namespace quarterdeck {

namespace {

struct FaultWords
{
    const char *reason;
    bool quoteToken;
};

FaultWords wordsFor(LineFault fault)
{
    switch (fault) {
    case LineFault::None:
        return {"no fault", false};
    case LineFault::StartToken:
        return {"a line starts with a metric name or #, not with", true};
    case LineFault::StartByteOrderMark:
        return {"the page starts with a byte order mark, which the format does not allow", false};
    case LineFault::StartNul:
        return {"a NUL byte at the start of a line", false};
    case LineFault::StartCarriageReturn:
        return {"a carriage return: lines end with a line feed alone", false};
    case LineFault::StartQuotedName:
        return {
            "a metric name must stand before the brace (quoted names need a content type that allows them)",
            false};
    case LineFault::BlankLine:
        return {"blank lines are not allowed in OpenMetrics", false};
    case LineFault::LeadingBlank:
        return {"a line must not start with a blank in OpenMetrics", false};
    case LineFault::Comment:
        return {"OpenMetrics knows only # HELP, # TYPE, # UNIT and # EOF, with single spaces, not", true};
    case LineFault::MetadataName:
        return {"expected a metric name, got", true};
    case LineFault::MetadataText:
        return {"expected one space and a text after the metric name, got", true};
    case LineFault::HelpUtf8:
        return {"the help text is not valid UTF-8:", true};
    case LineFault::TypeWord:
        return {"unknown metric type", true};
    case LineFault::UnitSuffix:
        return {"the unit is not the last word of the metric name:", true};
    case LineFault::LabelName:
        return {"expected a label name or a closing brace, got", true};
    case LineFault::LabelQuotedName:
        return {"quoted names need a content type that allows them; expected a label name, got", true};
    case LineFault::LabelEquals:
        return {"expected = after the label name, got", true};
    case LineFault::LabelQuote:
        return {"expected a quoted label value, got", true};
    case LineFault::LabelEnd:
        return {"the quoted text does not end on its line:", true};
    case LineFault::LabelEscapedNewline:
        return {"a backslash before the line feed inside quotes", false};
    case LineFault::LabelUtf8:
        return {"not valid UTF-8:", true};
    case LineFault::LabelSeparator:
        return {"expected a comma or a closing brace after the label value, got", true};
    case LineFault::LabelTrailingComma:
        return {"a comma before the closing brace is not allowed in OpenMetrics", false};
    case LineFault::LabelDuplicate:
        return {"the label name stands twice:", true};
    case LineFault::LabelReserved:
        return {"the label name is reserved for the metric name:", true};
    case LineFault::NameMissing:
        return {"no metric name", false};
    case LineFault::NameTwice:
        return {"a second metric name:", true};
    case LineFault::ValueMissing:
        return {"no value after the metric", false};
    case LineFault::ValueBlank:
        return {"expected a space before the value, got", true};
    case LineFault::ValueSyntax:
        return {"not a number:", true};
    case LineFault::ValueUnsupported:
        return {"numbers are decimal, without hexadecimal digits or underscores:", true};
    case LineFault::ValueRange:
        return {"the number is too large for a 64-bit float:", true};
    case LineFault::ValueCarriageReturn:
        return {"a carriage return after the number: lines end with a line feed alone", false};
    case LineFault::TimestampSyntax:
        return {"not a timestamp:", true};
    case LineFault::TimestampFraction:
        return {"a timestamp is whole milliseconds in the text format, not", true};
    case LineFault::TimestampRange:
        return {"the timestamp does not fit 64 bits:", true};
    case LineFault::TimestampNotFinite:
        return {"a timestamp must be a finite number, not", true};
    case LineFault::TrailingText:
        return {"unexpected text before the end of the line:", true};
    case LineFault::ExemplarFormat:
        return {"an exemplar starts with \" # {\", got", true};
    case LineFault::ExemplarName:
        return {"only series ending in _total or _bucket can have exemplars", false};
    case LineFault::ExemplarValue:
        return {"expected the value of the exemplar after one space, got", true};
    case LineFault::ExemplarTimestamp:
        return {"not an exemplar timestamp:", true};
    case LineFault::AfterEnd:
        return {"text after # EOF", false};
    case LineFault::MissingEnd:
        return {"the page does not end with # EOF: it may be cut off", false};
    }
    return {"unreadable", true};
}

} // namespace

std::string faultMessage(LineFault fault, std::string_view token)
{
    const FaultWords words = wordsFor(fault);
    std::string message = words.reason;
    if (words.quoteToken) {
        message += ' ';
        message += token.empty() ? std::string("the end of the line") : quotedExcerpt(token);
    }
    return message;
}

std::string faultMessage(const ExpositionLine &line)
{
    return faultMessage(line.fault, {line.place, static_cast<std::size_t>(line.tokenEnd - line.place)});
}

} // namespace quarterdeck
