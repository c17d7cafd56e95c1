#pragma once

#include "models/exposition/expositionline.h"

#include <string_view>

namespace quarterdeck {

/// What a `Content-Type` header says about a page. Nothing, an unreadable or an unknown type reads as text,
/// as Prometheus does. Quoted names are allowed by `escaping=allow-utf-8`, by version 1.0.0 of the text
/// format and by version 2 of OpenMetrics.
ExpositionDialect expositionDialect(std::string_view contentType);

} // namespace quarterdeck
