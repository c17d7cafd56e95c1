#include "widgets/charts/charttone.h"

#include "widgets/theme.h"

namespace quarterdeck {

QColor colourOf(ChartTone tone)
{
    const Theme &theme = Theme::instance();
    switch (tone) {
    case ChartTone::Calm:
        return theme.colours().calm;
    case ChartTone::Up:
        return theme.state(State::Up);
    case ChartTone::Degraded:
        return theme.state(State::Degraded);
    case ChartTone::NotReady:
        return theme.state(State::NotReady);
    case ChartTone::Down:
        return theme.state(State::Down);
    case ChartTone::Unknown:
        return theme.state(State::Unknown);
    case ChartTone::Accent:
        return theme.colours().accent;
    case ChartTone::Dim:
        return theme.colours().dim;
    }
    return theme.colours().text;
}

} // namespace quarterdeck
