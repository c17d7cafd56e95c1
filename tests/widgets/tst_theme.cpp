#include "widgets/theme.h"

#include <QApplication>
#include <QTest>

#include <cmath>

using namespace quarterdeck;

class tst_Theme final : public QObject
{
    Q_OBJECT

private:
    static double luminance(const QColor &colour)
    {
        const auto linear = [](double value) {
            return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
               0.0722 * linear(colour.blueF());
    }
    /// Contrast as WCAG 2.1 defines it.
    static double contrast(const QColor &a, const QColor &b)
    {
        const double first = luminance(a);
        const double second = luminance(b);
        return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
    }

private Q_SLOTS:
    void textCanBeRead_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("dark") << int(ThemeMode::Dark);
        QTest::newRow("light") << int(ThemeMode::Light);
    }
    void textCanBeRead()
    {
        QFETCH(int, mode);
        Theme &theme = Theme::instance();
        theme.apply(*qApp, static_cast<ThemeMode>(mode));
        QCOMPARE(theme.isDark(), mode == int(ThemeMode::Dark));
        const Colours &c = theme.colours();
        for (const QColor &background : {c.page, c.bar, c.card}) {
            QVERIFY(contrast(c.text, background) >= 7);
            QVERIFY(contrast(c.dim, background) >= 4.5);
            QVERIFY(contrast(c.faint, background) >= 3);
            for (int state = 0; state < stateCount; ++state) {
                QVERIFY2(contrast(c.state[state], background) >= 4.5,
                         qPrintable(QStringLiteral("%1 on %2: %3")
                                        .arg(c.state[state].name(), background.name())
                                        .arg(contrast(c.state[state], background))));
            }
        }
        for (int state = 0; state < stateCount; ++state) {
            QVERIFY2(contrast(c.state[state], c.selection) >= 3, qPrintable(c.state[state].name()));
        }
    }

    void styleSheetIsFilledIn()
    {
        Theme::instance().apply(*qApp, ThemeMode::Dark);
        QVERIFY(!qApp->styleSheet().isEmpty());
        // A name between at-signs that nobody filled in would switch a rule off silently.
        QVERIFY(!qApp->styleSheet().section(QStringLiteral("*/"), 1).contains(QLatin1Char('@')));
    }

    void modesHaveNames()
    {
        for (const ThemeMode mode : {ThemeMode::System, ThemeMode::Dark, ThemeMode::Light}) {
            QVERIFY(themeModeFromString(toString(mode)) == mode);
        }
        QVERIFY(themeModeFromString(QStringLiteral("purple")) == ThemeMode::System);
    }
};

QTEST_MAIN(tst_Theme)
#include "tst_theme.moc"
