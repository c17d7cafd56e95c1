#pragma once

namespace quarterdeck::bench {

/// What twelve charts cost that are live on one page.
struct ChartLoad
{
    int charts = 0;
    double minutes = 0;  ///< shown by each
    double seconds = 0;  ///< measured
    double cpuShare = 0; ///< of one core, of the thread that draws
    int drawn = 0;       ///< how often lines were drawn anew
};

/// Requests, errors and latencies of a service, two clusters and the fleet, over `minutes`, told once a
/// second as the window does, on a page of 1680x1020. The fleet's own polls are not counted.
ChartLoad measureCharts(int minutes, int seconds);

} // namespace quarterdeck::bench
