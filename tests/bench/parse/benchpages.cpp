#include "benchpages.h"

#include <array>
#include <charconv>
#include <random>

namespace quarterdeck {

namespace {

using Random = std::mt19937_64;

void appendShortest(std::string &out, double value)
{
    std::array<char, 32> digits;
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end);
    static_cast<void>(error);
}

std::string hexWord(Random &random, int digits)
{
    static constexpr char hex[] = "0123456789abcdef";
    std::string word;
    for (int i = 0; i < digits; ++i) {
        word += hex[random() & 15U];
    }
    return word;
}

/// The same page with every plain value moved on a little, as counters and gauges do between scrapes.
std::string laterPage(const std::string &page)
{
    std::string out;
    out.reserve(page.size() + page.size() / 16);
    std::size_t at = 0;
    std::uint64_t step = 1;
    while (at < page.size()) {
        const std::size_t end = std::min(page.find('\n', at), page.size());
        const std::string_view line(page.data() + at, end - at);
        at = end + 1;
        const std::size_t blank = line.empty() || line.front() == '#'
                                      ? std::string_view::npos
                                      : line.find(' ', std::min(line.find("} "), line.size() - 1));
        const std::size_t valueAt = blank == std::string_view::npos ? line.find(' ') : blank;
        double value = 0;
        const char *const from = line.data() + valueAt + 1;
        const char *const to = line.data() + line.size();
        if (line.empty() || line.front() == '#' || valueAt == std::string_view::npos ||
            std::from_chars(from, to, value).ptr == from || !(value < 1e300 && value > -1e300)) {
            out.append(line);
        } else {
            const char *const rest = std::from_chars(from, to, value).ptr;
            out.append(line.substr(0, valueAt + 1));
            const bool whole = value == static_cast<double>(static_cast<std::int64_t>(value));
            appendShortest(out, whole ? value + static_cast<double>(step % 7) : value * 1.0009765625);
            out.append(rest, to);
            ++step;
        }
        out += '\n';
    }
    return out;
}

} // namespace

BenchPage givenPage(const std::string &name, const std::string &text)
{
    BenchPage page;
    page.name = name;
    page.format = text.ends_with("# EOF\n") || text.ends_with("# EOF") ? ExpositionFormat::OpenMetrics
                                                                       : ExpositionFormat::Text;
    page.first = text;
    page.second = laterPage(text);
    return page;
}

BenchPage nodeExporterPage(const std::string &text, std::size_t bytes)
{
    BenchPage page;
    page.name = "node exporter, different values";
    std::string turn = text;
    while (page.first.size() < bytes) {
        page.first += turn;
        turn = laterPage(turn);
        page.second += turn;
    }
    return page;
}

BenchPage labelHeavyPage(std::size_t bytes)
{
    BenchPage page;
    page.name = "label-heavy (kube-state-metrics)";
    static constexpr std::array<const char *, 4> names = {"kube_pod_container_status_restarts_total",
                                                          "kube_pod_container_resource_requests",
                                                          "kube_pod_status_phase", "kube_pod_info"};
    static constexpr std::array<const char *, 4> types = {"counter", "gauge", "gauge", "gauge"};
    Random random(7);
    for (std::size_t metric = 0; metric < names.size(); ++metric) {
        const std::string name = names[metric];
        std::string head =
            "# HELP " + name + " As the API server has it.\n# TYPE " + name + ' ' + types[metric] + '\n';
        page.first += head;
        page.second += head;
        while (page.first.size() < bytes * (metric + 1) / names.size()) {
            const std::string service = "service-" + std::to_string(random() % 400);
            std::string series = name + "{namespace=\"team-" + std::to_string(random() % 40) + "\",pod=\"" +
                                 service + '-' + hexWord(random, 10) + '-' + hexWord(random, 5) +
                                 "\",uid=\"" + hexWord(random, 8) + '-' + hexWord(random, 4) + '-' +
                                 hexWord(random, 4) + '-' + hexWord(random, 12) + "\",container=\"" +
                                 service + "\",node=\"ip-10-2-" + std::to_string(random() % 256) + '-' +
                                 std::to_string(random() % 256) + ".eu-west-1.compute.internal\"";
            if (metric == 1) {
                series += random() % 2 == 0 ? ",resource=\"cpu\",unit=\"core\""
                                            : ",resource=\"memory\",unit=\"byte\"";
            }
            series += "} ";
            const std::uint64_t value = metric == 2 || metric == 3 ? 1 : random() % 5000;
            page.first += series + std::to_string(value) + '\n';
            page.second += series + std::to_string(value + (metric < 2 ? random() % 3 : 0)) + '\n';
        }
    }
    return page;
}

BenchPage histogramPage(std::size_t bytes)
{
    BenchPage page;
    page.name = "histograms";
    static constexpr std::array<const char *, 12> bounds = {"0.005", "0.01", "0.025", "0.05", "0.1",  "0.25",
                                                            "0.5",   "1.0",  "2.5",   "5.0",  "10.0", "+Inf"};
    Random random(11);
    const std::string head = "# HELP http_request_duration_seconds How long requests took.\n"
                             "# TYPE http_request_duration_seconds histogram\n";
    page.first = head;
    page.second = head;
    std::uint64_t number = 0;
    while (page.first.size() < bytes) {
        const std::string labels =
            "method=\"GET\",status=\"200\",route=\"/api/v1/orders/{id}/items\",handler=\"orders-" +
            std::to_string(number++) + "\",instance_group=\"checkout\",zone=\"eu-west-1a\"";
        std::uint64_t first = 0;
        std::uint64_t second = 0;
        for (const char *bound : bounds) {
            first += random() % 40000;
            second = std::max(second, first) + random() % 50;
            const std::string series =
                "http_request_duration_seconds_bucket{" + labels + ",le=\"" + bound + "\"} ";
            page.first += series + std::to_string(first) + '\n';
            page.second += series + std::to_string(second) + '\n';
        }
        const std::string sum = "http_request_duration_seconds_sum{" + labels + "} ";
        page.first += sum;
        appendShortest(page.first, static_cast<double>(first) * 0.0123);
        page.second += sum;
        appendShortest(page.second, static_cast<double>(second) * 0.0123);
        const std::string count = "\nhttp_request_duration_seconds_count{" + labels + "} ";
        page.first += count + std::to_string(first) + '\n';
        page.second += count + std::to_string(second) + '\n';
    }
    return page;
}

BenchPage longFloatPage(std::size_t bytes)
{
    BenchPage page;
    page.name = "17-digit floats";
    Random random(13);
    std::uniform_real_distribution<double> values(0.1, 1.0);
    const auto longValue = [&] {
        std::array<char, 40> digits;
        const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), values(random),
                                                std::chars_format::fixed, 17);
        static_cast<void>(error);
        return std::string(digits.data(), end);
    };
    std::uint64_t number = 0;
    const std::string head = "# TYPE load_share gauge\n";
    page.first = head;
    page.second = head;
    while (page.first.size() < bytes) {
        const std::string series = "load_share{shard=\"" + std::to_string(number++ % 100000) + "\"} ";
        page.first += series + longValue() + '\n';
        page.second += series + longValue() + '\n';
    }
    return page;
}

BenchPage openMetricsPage(std::size_t bytes)
{
    BenchPage page;
    page.name = "OpenMetrics, exemplars";
    page.format = ExpositionFormat::OpenMetrics;
    static constexpr std::array<const char *, 8> bounds = {"0.01", "0.05", "0.1",  "0.5",
                                                           "1.0",  "5.0",  "10.0", "+Inf"};
    Random random(17);
    const std::string head = "# TYPE rpc_duration_seconds histogram\n# UNIT rpc_duration_seconds seconds\n"
                             "# HELP rpc_duration_seconds How long calls took.\n";
    page.first = head;
    page.second = head;
    std::uint64_t number = 0;
    while (page.first.size() < bytes) {
        const std::string labels = "service=\"ledger\",method=\"Post\",peer=\"billing-" +
                                   std::to_string(number++) + "\",cluster=\"eu-west\"";
        std::uint64_t first = 0;
        std::uint64_t second = 0;
        const auto exemplar = [&] {
            return " # {trace_id=\"" + hexWord(random, 32) + "\"} 0." + std::to_string(100 + random() % 900) +
                   " 1790000000." + std::to_string(100 + random() % 900) + '\n';
        };
        for (const char *bound : bounds) {
            first += random() % 4000;
            second = std::max(second, first) + random() % 50;
            const std::string series = "rpc_duration_seconds_bucket{" + labels + ",le=\"" + bound + "\"} ";
            page.first += series + std::to_string(first) + exemplar();
            page.second += series + std::to_string(second) + exemplar();
        }
        page.first += "rpc_duration_seconds_count{" + labels + "} " + std::to_string(first) + '\n';
        page.second += "rpc_duration_seconds_count{" + labels + "} " + std::to_string(second) + '\n';
        const std::string sum = "rpc_duration_seconds_sum{" + labels + "} ";
        page.first += sum;
        appendShortest(page.first, static_cast<double>(first) * 0.0321);
        page.second += sum;
        appendShortest(page.second, static_cast<double>(second) * 0.0321);
        page.first += '\n';
        page.second += '\n';
    }
    page.first += "# EOF\n";
    page.second += "# EOF\n";
    return page;
}

} // namespace quarterdeck
