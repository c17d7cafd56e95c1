#include "widgets/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QPalette>
#include <QStyleFactory>

// Resources of a static library are dropped by the linker unless somebody names them; Qt wants the macro
// outside of any namespace.
static void initialiseResources()
{
    Q_INIT_RESOURCE(widgets);
}

namespace quarterdeck {

namespace {

QColor rgb(QRgb value)
{
    return QColor(value);
}

Colours darkColours()
{
    Colours c;
    c.page = rgb(0x14181f);
    c.bar = rgb(0x1b212b);
    c.card = rgb(0x171d26);
    c.field = rgb(0x10141a);
    c.raised = rgb(0x232b37);
    c.hover = rgb(0x1e2530);
    c.border = rgb(0x303a49);
    c.line = rgb(0x222a36);
    c.selection = rgb(0x26384b);
    c.text = rgb(0xdfe6ee);
    c.dim = rgb(0x8b98a9);
    c.faint = rgb(0x6f7a89);
    c.accent = rgb(0x5aa9e6);
    c.primary = rgb(0x275b86);
    c.primaryBorder = rgb(0x3a78aa);
    c.danger = rgb(0x7a2d28);
    c.dangerBorder = rgb(0xa8453d);
    c.state[int(State::Down)] = rgb(0xe5604d);
    c.state[int(State::NotReady)] = rgb(0xb48ce0);
    c.state[int(State::Degraded)] = rgb(0xe6b450);
    c.state[int(State::Unknown)] = rgb(0x8b98a9);
    c.state[int(State::Up)] = rgb(0x3fb68b);
    c.cell[int(State::Down)] = rgb(0xe5604d);
    c.cell[int(State::NotReady)] = rgb(0xb48ce0);
    c.cell[int(State::Degraded)] = rgb(0xe6b450);
    c.cell[int(State::Unknown)] = rgb(0x6f7a89);
    c.cell[int(State::Up)] = rgb(0x32896c);
    const QRgb shades[8] = {0x2a3340, 0x2c5f57, 0x32896c, 0x7d9a55, 0xb8a54a, 0xe0a24a, 0xe57f4b, 0xe5604d};
    for (int i = 0; i < 8; ++i) {
        c.shades[i] = rgb(shades[i]);
    }
    c.calm = rgb(0x5aa9e6);
    return c;
}

Colours lightColours()
{
    Colours c;
    c.page = rgb(0xffffff);
    c.bar = rgb(0xf3f5f8);
    c.card = rgb(0xffffff);
    c.field = rgb(0xffffff);
    c.raised = rgb(0xe7ebf0);
    c.hover = rgb(0xeef1f5);
    c.border = rgb(0xcdd4dd);
    c.line = rgb(0xe6eaef);
    c.selection = rgb(0xd3e5f6);
    c.text = rgb(0x1a212b);
    c.dim = rgb(0x566272);
    c.faint = rgb(0x7d8896);
    c.accent = rgb(0x1f6fb2);
    c.primary = rgb(0xcfe3f5);
    c.primaryBorder = rgb(0x6ea5d3);
    c.danger = rgb(0xfadbd7);
    c.dangerBorder = rgb(0xd98076);
    c.state[int(State::Down)] = rgb(0xc2321f);
    c.state[int(State::NotReady)] = rgb(0x7a45b8);
    c.state[int(State::Degraded)] = rgb(0x8f6200);
    c.state[int(State::Unknown)] = rgb(0x5f6b7a);
    c.state[int(State::Up)] = rgb(0x14795a);
    c.cell[int(State::Down)] = rgb(0xd9402c);
    c.cell[int(State::NotReady)] = rgb(0x9a63d6);
    c.cell[int(State::Degraded)] = rgb(0xe0a020);
    c.cell[int(State::Unknown)] = rgb(0xa3adb9);
    c.cell[int(State::Up)] = rgb(0x5dba98);
    const QRgb shades[8] = {0xdfe4ea, 0xbfe3d6, 0x8fcdb5, 0xbfd08a, 0xe3cf6a, 0xedb057, 0xe88349, 0xd9402c};
    for (int i = 0; i < 8; ++i) {
        c.shades[i] = rgb(shades[i]);
    }
    c.calm = rgb(0x1f6fb2);
    return c;
}

QPalette paletteFrom(const Colours &c)
{
    QPalette palette;
    palette.setColor(QPalette::Window, c.bar);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.page);
    palette.setColor(QPalette::AlternateBase, c.hover);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::Button, c.raised);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::BrightText, c.state[int(State::Down)]);
    palette.setColor(QPalette::Highlight, c.selection);
    palette.setColor(QPalette::HighlightedText, c.text);
    palette.setColor(QPalette::ToolTipBase, c.raised);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::PlaceholderText, c.dim);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::LinkVisited, c.accent);
    palette.setColor(QPalette::Light, c.raised);
    palette.setColor(QPalette::Midlight, c.line);
    palette.setColor(QPalette::Mid, c.border);
    palette.setColor(QPalette::Dark, c.border);
    palette.setColor(QPalette::Shadow, c.field);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, c.faint);
    }
    return palette;
}

} // namespace

QString toString(ThemeMode mode)
{
    switch (mode) {
    case ThemeMode::System:
        return QStringLiteral("system");
    case ThemeMode::Dark:
        return QStringLiteral("dark");
    case ThemeMode::Light:
        return QStringLiteral("light");
    }
    return {};
}

ThemeMode themeModeFromString(const QString &text)
{
    for (const ThemeMode mode : {ThemeMode::Dark, ThemeMode::Light}) {
        if (text == toString(mode)) {
            return mode;
        }
    }
    return ThemeMode::System;
}

Theme::Theme() = default;

Theme &Theme::instance()
{
    static Theme theme;
    return theme;
}

void Theme::apply(QApplication &application, ThemeMode mode)
{
    initialiseResources();
    if (!m_systemKnown) {
        // Qt 6.4 does not tell the system's scheme; the palette it came with does.
        const QPalette system = QApplication::palette();
        m_systemDark =
            system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness();
        m_systemKnown = true;
    }
    m_mode = mode;
    m_dark = mode == ThemeMode::Dark || (mode == ThemeMode::System && m_systemDark);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(paletteFrom(colours()));
    QApplication::setFont(font());
    application.setStyleSheet(styleSheet());
    Q_EMIT changed();
}

const Colours &Theme::colours() const
{
    static const Colours dark = darkColours();
    return m_dark ? dark : paper();
}

const Colours &Theme::paper()
{
    static const Colours light = lightColours();
    return light;
}

QColor Theme::breaker(BreakerState value) const
{
    switch (value) {
    case BreakerState::Open:
        return state(State::Down);
    case BreakerState::ForcedOpen:
        return state(State::NotReady);
    case BreakerState::HalfOpen:
        return state(State::Degraded);
    case BreakerState::Closed:
        return state(State::Up);
    case BreakerState::Unknown:
    case BreakerState::ForcedClosed:
    case BreakerState::Disabled:
    case BreakerState::MetricsOnly:
        return state(State::Unknown);
    }
    return {};
}

QColor Theme::verdict(Verdict value) const
{
    switch (value) {
    case Verdict::Up:
        return state(State::Up);
    case Verdict::Degraded:
        return state(State::Degraded);
    case Verdict::Down:
        return state(State::Down);
    case Verdict::Unknown:
    case Verdict::Restricted:
    case Verdict::Throttled:
    case Verdict::Absent:
        return state(State::Unknown);
    }
    return {};
}

QFont Theme::font(int pixelSize, QFont::Weight weight) const
{
    // The families after the first are looked up only where the first is missing.
    QFont font(QStringList{QStringLiteral("Inter"), QStringLiteral("Noto Sans"),
                           QStringLiteral("DejaVu Sans"), QStringLiteral("Sans Serif")});
    font.setPixelSize(pixelSize);
    font.setWeight(weight);
    return font;
}

QFont Theme::monospace(int pixelSize) const
{
    QFont font(QStringList{QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono"),
                           QStringLiteral("Monospace")});
    font.setStyleHint(QFont::Monospace);
    font.setPixelSize(pixelSize);
    return font;
}

QString Theme::styleSheet() const
{
    QFile file(QStringLiteral(":/widgets/style/window.qss"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QString sheet = QString::fromUtf8(file.readAll());
    const Colours &c = colours();
    const std::pair<const char *, QColor> names[] = {
        {"@page@", c.page},
        {"@bar@", c.bar},
        {"@card@", c.card},
        {"@field@", c.field},
        {"@raised@", c.raised},
        {"@hover@", c.hover},
        {"@border@", c.border},
        {"@line@", c.line},
        {"@selection@", c.selection},
        {"@text@", c.text},
        {"@dim@", c.dim},
        {"@faint@", c.faint},
        {"@accent@", c.accent},
        {"@primary@", c.primary},
        {"@primary-border@", c.primaryBorder},
        {"@danger@", c.danger},
        {"@danger-border@", c.dangerBorder},
        {"@down@", c.state[int(State::Down)]},
        {"@degraded@", c.state[int(State::Degraded)]},
    };
    for (const auto &[name, colour] : names) {
        sheet.replace(QLatin1String(name), colour.name());
    }
    return sheet;
}

} // namespace quarterdeck
