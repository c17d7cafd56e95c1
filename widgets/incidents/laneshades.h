#pragma once

#include "models/incidents/incidentlanes.h"

#include <QBrush>
#include <QColor>

#include <array>

namespace quarterdeck {

struct Colours;

/// How a bar of each tone is filled, told apart by a pattern where no colour does, and what is written on it.
struct LaneShade
{
    QColor fill;
    QColor text;
    QBrush pattern;
};

class LaneShades
{
public:
    explicit LaneShades(const Colours &colours);
    [[nodiscard]] const LaneShade &of(LaneTone tone) const
    {
        return m_shades[static_cast<std::size_t>(tone)];
    }

private:
    std::array<LaneShade, 7> m_shades;
};

/// The highest is shown where several share a pixel.
int laneRank(LaneTone tone);
/// Dark or light, whichever is read better on it.
QColor textOn(const QColor &fill);

} // namespace quarterdeck
