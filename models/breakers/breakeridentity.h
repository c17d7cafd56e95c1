#pragma once

#include "models/exposition/series.h"

#include <QString>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace quarterdeck {

/// Which breaker a series belongs to: its labels without those that differ within a breaker, and what the
/// first group of its rule's metric pattern caught. One string, as a console keeps some for every breaker of
/// a fleet.
class BreakerIdentity
{
public:
    void add(std::string_view label, std::string_view value); ///< in any order
    void setGroup(std::string group) { m_group = std::move(group); }
    void seal(); ///< after the last add()

    [[nodiscard]] const std::string &labels() const
    {
        return m_labels;
    } ///< sorted; equal when the labels are
    [[nodiscard]] const std::optional<std::string> &group() const { return m_group; }
    [[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> list() const;

    [[nodiscard]] bool hasGroupOf(const BreakerIdentity &other) const
    {
        return !m_group || !other.m_group || *m_group == *other.m_group;
    }
    /// Libraries put a label on the state that they leave off the rest (resilience4j's `group`), and the
    /// other way round: whether the labels of one are among those of the other.
    [[nodiscard]] bool mayBe(const BreakerIdentity &other) const;
    bool operator==(const BreakerIdentity &) const = default;

private:
    std::string m_labels;
    std::optional<std::string> m_group;
};

/// A name or label value as a person sees it, bounded.
QString boundedText(std::string_view text);
/// A series as it stands on a page, bounded.
QString seriesText(const SeriesView &series);
/// Tells series apart, whatever the order of their labels.
std::size_t seriesHash(const SeriesView &series);

} // namespace quarterdeck
