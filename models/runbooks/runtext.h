#pragma once

#include "models/runbooks/sourceplace.h"

#include <QList>
#include <QString>

#include <optional>

namespace quarterdeck {

class RunValues;

/// A text of a runbook with places for values: `${candidate}`, `${leader_url|origin}`, `$${` for a literal
/// `${`. Filling never runs anything: a value goes in whole and in the encoding of its surroundings.
class RunText
{
public:
    struct Place
    {
        QString name;
        QString modifier; ///< "origin", "authority", "bytes" or empty
        bool operator==(const Place &) const = default;
    };

    RunText() = default;
    /// Nothing, and the reason, when a place is not closed or not a name.
    static std::optional<RunText> parse(const QString &text, QString *problem);
    /// A text without places.
    static RunText literal(const QString &text);

    [[nodiscard]] const QString &source() const { return m_source; }
    [[nodiscard]] SourcePlace place() const { return m_place; }
    void setPlace(SourcePlace place) { m_place = place; }
    [[nodiscard]] bool isEmpty() const { return m_source.isEmpty(); }
    [[nodiscard]] bool hasPlaces() const { return !places().isEmpty(); }
    [[nodiscard]] QList<Place> places() const;
    bool operator==(const RunText &) const = default;

    // Each gives nothing, and the reason, when a value is missing or does not fit there.

    /// As it is: for a whole argument of a command, and for words.
    [[nodiscard]] std::optional<QString> fillPlain(const RunValues &values, QString *problem) const;
    /// For words that a person reads while values are still unknown: those places stay as they are written.
    [[nodiscard]] QString fillWords(const RunValues &values) const;
    /// One argument of a command. A value may not begin it with "-" (it would be read as an option) unless
    /// `afterDoubleDash`.
    [[nodiscard]] std::optional<QString> fillArgument(const RunValues &values, bool afterDoubleDash,
                                                      QString *problem) const;
    /// An absolute http or https URL. A value that begins it must be such a URL itself, one in the authority
    /// must be a host and port, every other is percent-encoded.
    [[nodiscard]] std::optional<QString> fillUrl(const RunValues &values, QString *problem) const;
    /// A JSON text. Inside quotes values are escaped; outside they must be a number, true, false or null.
    [[nodiscard]] std::optional<QString> fillJson(const RunValues &values, QString *problem) const;
    /// application/x-www-form-urlencoded.
    [[nodiscard]] std::optional<QString> fillForm(const RunValues &values, QString *problem) const;
    /// The value of a header: no control characters.
    [[nodiscard]] std::optional<QString> fillHeader(const RunValues &values, QString *problem) const;
    /// A term of the fleet's filter language: a value becomes one quoted word.
    [[nodiscard]] std::optional<QString> fillFilter(const RunValues &values, QString *problem) const;
    /// A JSON path: a value may not end the selector that it stands in.
    [[nodiscard]] std::optional<QString> fillPath(const RunValues &values, QString *problem) const;

private:
    struct Piece
    {
        QString text; ///< literal when `place` has no name
        Place place;
        bool operator==(const Piece &) const = default;
    };
    template <typename Encode>
    std::optional<QString> fill(const RunValues &values, QString *problem, Encode encode) const;

    QString m_source;
    SourcePlace m_place;
    QList<Piece> m_pieces;
};

} // namespace quarterdeck
