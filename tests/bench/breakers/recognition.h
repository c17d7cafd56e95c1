#pragma once

namespace quarterdeck::bench {

/// What the recognition of breakers adds to a scrape whose layout is unchanged.
struct Recognition
{
    double pageBytes = 0;    ///< mean
    double breakers = 0;     ///< recognised on a page, mean
    double readMicros = 0;   ///< CPU to read a page and its signals, without breakers
    double withMicros = 0;   ///< with them
    double scrapeMicros = 0; ///< CPU of a whole scrape without breakers: HTTP, reading, observation
    [[nodiscard]] double added() const { return withMicros - readMicros; }
    [[nodiscard]] double ofScrape() const { return scrapeMicros > 0 ? added() / scrapeMicros : -1; }
    [[nodiscard]] double ofReading() const { return readMicros > 0 ? added() / readMicros : -1; }
};

/// Pages of a simulated fleet's services with so many breakers each, padded to `pageBytes` (0: as they are).
/// The reading is measured here, on CPU time of this thread, interleaved, the least of the rounds; the whole
/// scrape by polling the fleet for `seconds` with no convention known.
Recognition measureRecognition(int breakers, int pageBytes, int seconds);

} // namespace quarterdeck::bench
