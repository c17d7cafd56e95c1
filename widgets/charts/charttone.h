#pragma once

#include "models/items/chartcontent.h"

#include <QColor>

namespace quarterdeck {

QColor colourOf(ChartTone tone); ///< of the theme in force

} // namespace quarterdeck
