#include "widgets/incidents/laneshades.h"

#include "widgets/theme.h"

#include <cmath>

namespace quarterdeck {

namespace {

constexpr std::array<int, 7> ranks{0, 3, 5, 6, 2, 1, 4}; ///< by LaneTone

QColor fillOf(LaneTone tone, const Colours &c)
{
    switch (tone) {
    case LaneTone::Up:
        return c.cell[int(State::Up)];
    case LaneTone::Degraded:
    case LaneTone::Alert:
        return c.cell[int(State::Degraded)];
    case LaneTone::NotReady:
        return c.cell[int(State::NotReady)];
    case LaneTone::Down:
        return c.cell[int(State::Down)];
    case LaneTone::Unknown:
        return c.cell[int(State::Unknown)];
    case LaneTone::Action:
        return c.accent;
    }
    return {};
}

/// What tells the tones apart where no colour does and no word has room.
Qt::BrushStyle patternOf(LaneTone tone)
{
    switch (tone) {
    case LaneTone::Down:
        return Qt::BDiagPattern;
    case LaneTone::NotReady:
        return Qt::DiagCrossPattern;
    case LaneTone::Degraded:
        return Qt::Dense6Pattern;
    case LaneTone::Alert:
        return Qt::VerPattern;
    case LaneTone::Unknown:
        return Qt::HorPattern;
    case LaneTone::Up:
    case LaneTone::Action:
        return Qt::NoBrush;
    }
    return Qt::NoBrush;
}

double luminance(const QColor &colour)
{
    const auto part = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF());
}

} // namespace

LaneShades::LaneShades(const Colours &c)
{
    for (std::size_t i = 0; i < m_shades.size(); ++i) {
        const auto tone = static_cast<LaneTone>(i);
        LaneShade &shade = m_shades[i];
        shade.fill = fillOf(tone, c);
        shade.text = textOn(shade.fill);
        QColor ink = shade.text;
        ink.setAlphaF(0.30F);
        shade.pattern = QBrush(ink, patternOf(tone));
    }
}

int laneRank(LaneTone tone)
{
    return ranks[static_cast<std::size_t>(tone)];
}

QColor textOn(const QColor &fill)
{
    return luminance(fill) > 0.17 ? QColor(0x10, 0x14, 0x1a) : QColor(Qt::white);
}

} // namespace quarterdeck
