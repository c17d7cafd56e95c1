#pragma once

#include <QString>

#include <optional>
#include <string>

namespace quarterdeck {

/// The Go program beside this file, built once with Debian's Go and Debian's copy of prometheus/common.
class ExpfmtPeer
{
public:
    /// Builds the program where that is needed. `trouble()` says why there is none.
    ExpfmtPeer();

    [[nodiscard]] bool available() const { return m_trouble.isEmpty(); }
    [[nodiscard]] QString trouble() const { return m_trouble; }
    /// Nanoseconds of CPU per byte of the page, of which at most the first few megabytes are given to it.
    [[nodiscard]] std::optional<double> nanosecondsPerByte(const std::string &page) const;

private:
    QString m_program;
    QString m_trouble;
};

} // namespace quarterdeck
