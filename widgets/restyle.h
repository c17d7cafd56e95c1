#pragma once

#include <QStyle>
#include <QWidget>

namespace quarterdeck {

/// Sets a property that the style sheet asks for, and has the sheet read it again.
inline void restyle(QWidget &widget, const char *property, const QVariant &value)
{
    if (widget.property(property) != value) {
        widget.setProperty(property, value);
        widget.style()->unpolish(&widget);
        widget.style()->polish(&widget);
    }
}

} // namespace quarterdeck
