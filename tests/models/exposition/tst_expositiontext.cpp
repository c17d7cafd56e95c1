#include "models/exposition/expositiontext.h"

#include <QTest>

using namespace quarterdeck;

class tst_ExpositionText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void utf8_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("valid");
        QTest::newRow("nothing") << QByteArray() << true;
        QTest::newRow("ASCII") << QByteArray("plain text, longer than a word") << true;
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << true;
        QTest::newRow("two bytes") << QByteArray("\xC3\xA9") << true;
        QTest::newRow("three bytes") << QByteArray("\xE2\x82\xAC") << true;
        QTest::newRow("four bytes, the last character") << QByteArray("\xF4\x8F\xBF\xBF") << true;
        QTest::newRow("past the last character") << QByteArray("\xF4\x90\x80\x80") << false;
        QTest::newRow("a continuation alone") << QByteArray("\x80") << false;
        QTest::newRow("cut off") << QByteArray("12345678\xE2\x82") << false;
        QTest::newRow("overlong") << QByteArray("\xC0\xAF") << false;
        QTest::newRow("overlong, three bytes") << QByteArray("\xE0\x9F\xBF") << false;
        QTest::newRow("overlong, four bytes") << QByteArray("\xF0\x8F\xBF\xBF") << false;
        QTest::newRow("a surrogate") << QByteArray("\xED\xA0\x80") << false;
        QTest::newRow("no such byte") << QByteArray("\xFF") << false;
    }
    void utf8()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, valid);
        QCOMPARE(isUtf8({bytes.constData(), std::size_t(bytes.size())}), valid);
    }
    void escapes_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("label");
        QTest::addColumn<QByteArray>("textHelp");
        const auto row = [](const char *raw, const char *label, const char *textHelp) {
            QTest::newRow(raw) << QByteArray(raw) << QByteArray(label) << QByteArray(textHelp);
        };
        row("plain", "plain", "plain");
        row("\\n", "\n", "\n");
        row("\\\\n", "\\n", "\\n");
        row("\\\\\\n", "\\\n", "\\\n");
        row("\\\"", "\"", "\\\"");
        row("\\x", "\\x", "\\x");
        row("\\x\\n", "\\x\n", "\\x\n");
        row("end\\", "end\\", "end\\");
        row("\\\\", "\\", "\\");
    }
    void escapes()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QByteArray, label);
        QFETCH(QByteArray, textHelp);
        const std::string_view view(raw.constData(), std::size_t(raw.size()));
        std::string out = "before";
        unescapeLabel(view, out);
        QCOMPARE(QByteArray::fromStdString(out), "before" + label);
        QCOMPARE(QByteArray::fromStdString(unescapeHelp(view, ExpositionFormat::Text)), textHelp);
        QCOMPARE(QByteArray::fromStdString(unescapeHelp(view, ExpositionFormat::OpenMetrics)), label);
    }
    void unknownEscapes()
    {
        QVERIFY(!hasUnknownEscape("a\\\\b\\nc\\\"", true));
        QVERIFY(hasUnknownEscape("a\\\"", false));
        QVERIFY(hasUnknownEscape("\\q", true));
        QVERIFY(hasUnknownEscape("end\\", true));
        QVERIFY(!hasUnknownEscape("\\\\q", true));
    }
    void characters() { QCOMPARE(characterCount("caf\xC3\xA9 \xF0\x9F\x98\x80"), std::size_t{6}); }
    void excerpts()
    {
        QCOMPARE(QByteArray::fromStdString(quotedExcerpt("a\tb\nc\r\x01\xFF\xC3\xA9")),
                 QByteArray("\"a\\tb\\nc\\r\\x01\\xff\xC3\xA9\""));
        QCOMPARE(quotedExcerpt(std::string(61, 'x')), '"' + std::string(60, 'x') + "...\"");
        QCOMPARE(quotedExcerpt(std::string(60, 'x')), '"' + std::string(60, 'x') + "\"");
    }
};

QTEST_APPLESS_MAIN(tst_ExpositionText)
#include "tst_expositiontext.moc"
