#pragma once

#include <QIcon>
#include <QString>

namespace quarterdeck {

/// An icon of resources/icons in the colours of the theme in force; ask again when the theme changes.
QIcon themedIcon(const QString &name);

} // namespace quarterdeck
