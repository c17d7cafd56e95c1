#include "models/exposition/numbertext.h"

#include <QTest>

#include <cstdlib>
#include <random>
#include <string>

using namespace quarterdeck;

/// Numbers as Go's strconv.ParseFloat reads them, without what Prometheus takes out of it.
class tst_NumberText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokens_data();
    void tokens();
    void plainNumbersAreCorrectlyRounded();
    void plainNumberStopsBehindItself_data();
    void plainNumberStopsBehindItself();
};

void tst_NumberText::tokens_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<int>("fault");
    QTest::addColumn<double>("value");
    const auto good = [](const char *token, double value) {
        QTest::newRow(token) << QByteArray(token) << int(NumberFault::None) << value;
    };
    const auto bad = [](const char *token, NumberFault fault) {
        QTest::newRow(qPrintable(QStringLiteral("bad %1").arg(QString::fromLatin1(token))))
            << QByteArray(token) << int(fault) << 0.0;
    };
    const double infinity = std::numeric_limits<double>::infinity();
    good("0", 0);
    good("-0", -0.0);
    good("1", 1);
    good("+1", 1);
    good("1.", 1);
    good(".5", 0.5);
    good("-.5E-1", -0.05);
    good("1e0005", 1e5);
    good("179769313486231570814527423731704356798070567525844996598917476803157260780028538760589558632766878"
         "171540458953514382464234321326889464182768467546703537516986049910576551282076245490090389328944075"
         "868508455133942304583236903222948165808559332123347764797926207223144e0",
         1.7976931348623157e308 / 1e48);
    good("1e-400", 0);
    good("4.9e-324", 4.9e-324);
    good("2.2250738585072011e-308", 2.2250738585072011e-308);
    good("9007199254740993", 9007199254740992.0);
    good("18446744073709551616", 18446744073709551616.0);
    good("inf", infinity);
    good("+Inf", infinity);
    good("-INFINITY", -infinity);
    bad("", NumberFault::Empty);
    bad("+", NumberFault::Syntax);
    bad(".", NumberFault::Syntax);
    bad("e5", NumberFault::Syntax);
    bad("1e", NumberFault::Syntax);
    bad("1e+", NumberFault::Syntax);
    bad("1.2.3", NumberFault::Syntax);
    bad("--1", NumberFault::Syntax);
    bad("+-1", NumberFault::Syntax);
    bad("infinit", NumberFault::Syntax);
    bad("-nan", NumberFault::Syntax);
    bad("nan(1)", NumberFault::Syntax);
    bad("1f", NumberFault::Syntax);
    bad("0x1", NumberFault::Unsupported);
    bad("0x1p3", NumberFault::Unsupported);
    bad("1_000", NumberFault::Unsupported);
    bad("1e309", NumberFault::Range);
    bad("-1e99999", NumberFault::Range);
}

void tst_NumberText::tokens()
{
    QFETCH(QByteArray, token);
    QFETCH(int, fault);
    QFETCH(double, value);
    double got = -1;
    QCOMPARE(int(readNumberToken({token.constData(), std::size_t(token.size())}, got)), fault);
    if (fault == int(NumberFault::None) && token.size() < 100) {
        QCOMPARE(std::bit_cast<std::uint64_t>(got), std::bit_cast<std::uint64_t>(value));
    }
    // The quick path must agree, or leave the token alone.
    const std::string line = token.toStdString() + '\n' + std::string(64, '\0');
    double quick = -1;
    const char *const end = readPlainNumber(line.data(), quick);
    if (end != nullptr && end == line.data() + token.size()) {
        QCOMPARE(fault, int(NumberFault::None));
        QCOMPARE(std::bit_cast<std::uint64_t>(quick), std::bit_cast<std::uint64_t>(got));
    }
}

void tst_NumberText::plainNumbersAreCorrectlyRounded()
{
    std::mt19937_64 random(1);
    for (int i = 0; i < 200000; ++i) {
        std::string text;
        const int whole = int(random() % 12);
        const int fraction = int(random() % 12);
        for (int k = 0; k < whole; ++k) {
            text += char('0' + random() % 10);
        }
        if (fraction > 0) {
            text += '.';
            for (int k = 0; k < fraction; ++k) {
                text += char('0' + random() % 10);
            }
        }
        if (whole + fraction == 0) {
            text = "7";
        }
        if (random() % 3 == 0) {
            text += 'e' + std::to_string(int(random() % 640) - 330);
        }
        const double expected = std::strtod(text.c_str(), nullptr);
        const std::string line = text + '\n' + std::string(64, '\0');
        double got = 0;
        const char *const end = readPlainNumber(line.data(), got);
        if (end == nullptr) {
            const NumberFault fault = readNumberToken(text, got);
            QCOMPARE(fault, std::isinf(expected) ? NumberFault::Range : NumberFault::None);
        }
        if (!std::isinf(expected)) {
            QVERIFY2(std::bit_cast<std::uint64_t>(got) == std::bit_cast<std::uint64_t>(expected),
                     text.c_str());
        }
    }
}

void tst_NumberText::plainNumberStopsBehindItself_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("end");
    QTest::newRow("line feed") << QByteArray("12\n") << 2;
    QTest::newRow("blank") << QByteArray("12 34\n") << 2;
    QTest::newRow("eight digits") << QByteArray("12345678\n") << 8;
    QTest::newRow("sixteen digits") << QByteArray("1234567812345678\n") << 16;
    QTest::newRow("letter") << QByteArray("12x\n") << 2;
    QTest::newRow("second point") << QByteArray("1.2.3\n") << 3;
    QTest::newRow("none") << QByteArray("x\n") << -1;
    QTest::newRow("sign alone") << QByteArray("-\n") << -1;
    QTest::newRow("exponent without digits") << QByteArray("1e\n") << -1;
    QTest::newRow("too many digits for it") << QByteArray("123456789012345678901\n") << -1;
}

void tst_NumberText::plainNumberStopsBehindItself()
{
    QFETCH(QByteArray, line);
    QFETCH(int, end);
    const std::string padded = line.toStdString() + std::string(64, '\0');
    double value = 0;
    const char *const got = readPlainNumber(padded.data(), value);
    QCOMPARE(got == nullptr ? -1 : int(got - padded.data()), end);
}

QTEST_APPLESS_MAIN(tst_NumberText)
#include "tst_numbertext.moc"
