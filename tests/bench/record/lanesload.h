#pragma once

#include <vector>

namespace quarterdeck {

/// What a frame of the lanes costs while they are scrolled, in milliseconds of CPU.
struct LanesFigures
{
    int bars = 0;
    double median = 0;
    double p99 = 0;
    double worst = 0;
};

/// Scrolls lanes with so many bars in time, in zoom and from lane to lane, a frame at a time. Needs a
/// QApplication.
LanesFigures measureLanes(int bars, int frames);

} // namespace quarterdeck
