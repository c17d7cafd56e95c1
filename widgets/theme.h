#pragma once

#include "models/breakers/breakerstate.h"
#include "models/fleet/instancestate.h"

#include <QColor>
#include <QFont>
#include <QObject>

class QApplication;

namespace quarterdeck {

enum class ThemeMode : quint8 { System, Dark, Light };
QString toString(ThemeMode mode);                   ///< "system", "dark", "light"
ThemeMode themeModeFromString(const QString &text); ///< System when it is none of them

/// Every colour of the window. State colours come in two strengths: `state` for words, lines and glyphs
/// (readable on the backgrounds below at 4.5 to 1), `cell` for areas of the map.
struct Colours
{
    QColor page;   ///< behind tables and maps
    QColor bar;    ///< menu, strip, navigation, status line
    QColor card;   ///< boxes within a bar
    QColor field;  ///< what one types into
    QColor raised; ///< buttons, the active cell
    QColor hover;
    QColor border;
    QColor line; ///< between rows
    QColor selection;
    QColor text;
    QColor dim;
    QColor faint; ///< text that must not draw the eye; 3 to 1
    QColor accent;
    QColor primary; ///< a button that is the thing to do
    QColor primaryBorder;
    QColor danger;
    QColor dangerBorder;
    QColor state[stateCount];
    QColor cell[stateCount];
    QColor shades[8]; ///< of the map, when coloured by a value; 0: no value
    QColor calm;      ///< sparklines of what is well
};

/// Fonts and colours of the window, dark and light. UI thread.
class Theme final : public QObject
{
    Q_OBJECT
public:
    static Theme &instance();

    /// Sets palette, font and style sheet of the application and tells everybody. Again whenever the mode
    /// changes.
    void apply(QApplication &application, ThemeMode mode);
    [[nodiscard]] ThemeMode mode() const { return m_mode; }
    [[nodiscard]] bool isDark() const { return m_dark; }
    [[nodiscard]] const Colours &colours() const;
    [[nodiscard]] static const Colours &paper(); ///< what is printed is light, whatever the window is

    [[nodiscard]] QColor state(State state) const { return colours().state[static_cast<int>(state)]; }
    [[nodiscard]] QColor cell(State state) const { return colours().cell[static_cast<int>(state)]; }
    [[nodiscard]] QColor breaker(BreakerState state) const;
    [[nodiscard]] QColor verdict(Verdict verdict) const;

    /// Inter with tabular figures, or the system's font when it is not there. Sizes in pixels.
    [[nodiscard]] QFont font(int pixelSize = 13, QFont::Weight weight = QFont::Normal) const;
    [[nodiscard]] QFont monospace(int pixelSize = 12) const;

Q_SIGNALS:
    void changed();

private:
    Theme();
    [[nodiscard]] QString styleSheet() const;

    ThemeMode m_mode = ThemeMode::System;
    bool m_dark = true;
    bool m_systemDark = true;
    bool m_systemKnown = false;
};

/// The colours in force, for painters.
inline const Colours &colours()
{
    return Theme::instance().colours();
}

} // namespace quarterdeck
