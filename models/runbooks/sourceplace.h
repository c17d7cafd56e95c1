#pragma once

namespace quarterdeck {

/// Where something stands in its file, for messages. From 1; 0 when there is none.
struct SourcePlace
{
    int line = 0;
    int column = 0;
    /// Where something stands is no part of what it is: two definitions are the same wherever they stand.
    bool operator==(const SourcePlace &) const { return true; }
};

} // namespace quarterdeck
