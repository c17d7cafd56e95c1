#include "pagemutator.h"

#include <vector>

namespace quarterdeck {

std::string PageMutator::value()
{
    static const std::vector<std::string> values = {"0",
                                                    "1",
                                                    "-1",
                                                    "42",
                                                    "123456789",
                                                    "1.5",
                                                    "0.013300656000000001",
                                                    "1e5",
                                                    "1.234567e+06",
                                                    "2.5e-7",
                                                    "NaN",
                                                    "+Inf",
                                                    "-Inf",
                                                    "9007199254740993",
                                                    "1e22",
                                                    "1e23",
                                                    ".5",
                                                    "5.",
                                                    "+7",
                                                    "1e308",
                                                    "1e-400",
                                                    "18446744073709551615"};
    return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
}

std::string PageMutator::labelValue(ExpositionFormat)
{
    static const std::vector<std::string> values = {"a",
                                                    "GET",
                                                    "/api/v1/{id}",
                                                    "",
                                                    "x # y",
                                                    "a}b",
                                                    "1,2=\\\"3\\\"",
                                                    "\\\\n",
                                                    "line\\nbreak",
                                                    "caf\xC3\xA9",
                                                    "\\\\",
                                                    "\xF0\x9F\x98\x80",
                                                    "le=\\\"1\\\"",
                                                    "200",
                                                    "eu-west-1",
                                                    "a b\tc"};
    return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
}

std::string PageMutator::page(ExpositionFormat format, int lines)
{
    const bool openMetrics = format == ExpositionFormat::OpenMetrics;
    std::string out;
    int series = 0;
    const int families = 1 + below(4);
    for (int i = 0; i < families; ++i) {
        const std::string name = (below(8) == 0 ? "job:m" : "metric_") + std::to_string(i);
        const bool counter = below(2) == 0;
        if (below(4) != 0) {
            out += "# HELP " + name + " Help \\\\ with \\n \"" + std::to_string(i) + "\".\n";
        }
        if (below(4) != 0) {
            out += "# TYPE " + name + (counter ? " counter\n" : " gauge\n");
        }
        if (!openMetrics && below(6) == 0) {
            out += below(2) == 0 ? "# a comment\n" : "\n";
        }
        const int samples = 1 + below(lines);
        for (int k = 0; k < samples; ++k) {
            out += name + (counter && openMetrics ? "_total" : "");
            const int labels = below(5);
            out += "{s=\"" + std::to_string(series++) + '"';
            for (int label = 0; label < labels; ++label) {
                out += ",l" + std::to_string(label) + "=\"" + labelValue(format) + '"';
            }
            out += "} " + value();
            if (openMetrics && counter && below(4) == 0) {
                out += " # {trace_id=\"" + labelValue(format) + "\"} " + value() +
                       (below(2) == 0 ? " 12.5" : "");
            }
            out += '\n';
        }
    }
    if (openMetrics) {
        out += "# EOF\n";
    }
    return out;
}

std::string PageMutator::damaged(const std::string &page)
{
    static const std::vector<std::string> pieces = {
        "{",  "}",      "\"",    "\\",  "\n",       ",",    "=",       " ",   "\t",        "#", "# EOF",
        "\r", "1_0",    "0x1p3", "nan", "NaN",      "\xFF", "# TYPE ", "-",   "+",         "e", "_",
        ":",  " 12345", "  ",    "# {", "\xC3\xA9", "a=",   "1e400",   "\"}", "# HELP a\n"};
    std::string out = page;
    const int changes = 1 + below(3);
    for (int i = 0; i < changes; ++i) {
        const auto at = static_cast<std::size_t>(below(static_cast<int>(out.size()) + 1));
        const std::string &piece = pieces[static_cast<std::size_t>(below(static_cast<int>(pieces.size())))];
        switch (below(3)) {
        case 0:
            out.insert(at, piece);
            break;
        case 1:
            out.erase(at, static_cast<std::size_t>(1 + below(3)));
            break;
        default:
            out.replace(at, std::min(piece.size(), out.size() - at), piece);
            break;
        }
    }
    return out;
}

std::string PageMutator::later(const std::string &page)
{
    std::vector<std::string> lines;
    std::size_t from = 0;
    while (from < page.size()) {
        const std::size_t end = std::min(page.find('\n', from), page.size());
        lines.push_back(page.substr(from, end - from));
        from = end + 1;
    }
    std::string out;
    const int change = below(6); // mostly values alone
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string line = lines[i];
        const bool sample = !line.empty() && line[0] != '#';
        if (sample && below(2) == 0) {
            const std::size_t blank = line.find("\"} ");
            if (blank != std::string::npos && line.find(" # {") == std::string::npos) {
                line = line.substr(0, blank + 3) + value();
            }
        }
        if (sample && change == 1 && below(8) == 0) {
            continue;
        }
        if (sample && change == 2 && below(8) == 0) {
            out += "added{n=\"" + std::to_string(i) + "\"} 1\n";
        }
        if (sample && change == 3 && below(8) == 0) {
            line = "replaced{n=\"" + std::to_string(i) + "\"} 2";
        }
        if (change == 4 && below(20) == 0) {
            line += "!";
        }
        out += line + '\n';
    }
    return out;
}

} // namespace quarterdeck
