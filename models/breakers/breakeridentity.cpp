#include "models/breakers/breakeridentity.h"

#include <algorithm>
#include <functional>

namespace quarterdeck {

namespace {

constexpr std::size_t textLimit = 200; ///< bytes of a name or label value
// Bytes that UTF-8 never has
constexpr char afterName = '\xfe';
constexpr char afterValue = '\xff';

} // namespace

void BreakerIdentity::add(std::string_view label, std::string_view value)
{
    m_labels.append(label);
    m_labels.push_back(afterName);
    m_labels.append(value);
    m_labels.push_back(afterValue);
}

void BreakerIdentity::seal()
{
    std::vector<std::pair<std::string_view, std::string_view>> labels = list();
    std::sort(labels.begin(), labels.end());
    std::string sorted;
    sorted.reserve(m_labels.size());
    for (const auto &[name, value] : labels) {
        sorted.append(name).append(1, afterName).append(value).append(1, afterValue);
    }
    m_labels = std::move(sorted);
}

std::vector<std::pair<std::string_view, std::string_view>> BreakerIdentity::list() const
{
    std::vector<std::pair<std::string_view, std::string_view>> labels;
    std::string_view rest = m_labels;
    while (!rest.empty()) {
        const std::size_t name = rest.find(afterName);
        const std::size_t end = rest.find(afterValue, name);
        if (name == std::string_view::npos || end == std::string_view::npos) {
            break;
        }
        labels.emplace_back(rest.substr(0, name), rest.substr(name + 1, end - name - 1));
        rest.remove_prefix(end + 1);
    }
    return labels;
}

bool BreakerIdentity::mayBe(const BreakerIdentity &other) const
{
    const auto mine = list();
    const auto theirs = other.list();
    return hasGroupOf(other) && !mine.empty() && !theirs.empty() &&
           (std::includes(mine.begin(), mine.end(), theirs.begin(), theirs.end()) ||
            std::includes(theirs.begin(), theirs.end(), mine.begin(), mine.end()));
}

QString boundedText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(std::min(text.size(), textLimit)));
}

QString seriesText(const SeriesView &series)
{
    QString text = boundedText(series.name);
    QString labels;
    for (const LabelView &label : series.labels) {
        QString value = boundedText(label.value);
        value.replace(u'\\', QStringLiteral("\\\\"))
            .replace(u'"', QStringLiteral("\\\""))
            .replace(u'\n', QStringLiteral("\\n"));
        labels += (labels.isEmpty() ? QString() : QStringLiteral(",")) + boundedText(label.name) +
                  QStringLiteral("=\"") + value + u'"';
    }
    return labels.isEmpty() ? text : text + u'{' + labels + u'}';
}

std::size_t seriesHash(const SeriesView &series)
{
    // The sum does not depend on the order of the labels
    std::size_t hash = std::hash<std::string_view>()(series.name);
    std::string label;
    for (const LabelView &view : series.labels) {
        label.assign(view.name).append(1, afterName).append(view.value);
        hash += std::hash<std::string_view>()(label) * 0x9e3779b97f4a7c15ULL;
    }
    return hash;
}

} // namespace quarterdeck
