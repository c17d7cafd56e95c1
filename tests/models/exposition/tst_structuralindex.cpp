#include "models/exposition/structuralindex.h"

#include <QTest>

#include <memory>
#include <string>

using namespace quarterdeck;

/// Runs only where the machine has the instructions; everywhere else the portable scan reads, which the tests
/// of the cursor hold to the same answers.
class tst_StructuralIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void positions_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QList<int>>("positions");
        QTest::newRow("sample") << QByteArray("ab{c=\"d,e}\"} 1.5\n") << QList<int>{2, 4, 10, 11, 12, 14, 16};
        QTest::newRow("word bytes") << QByteArray("azAZ09_\n") << QList<int>{7};
        QTest::newRow("neighbours of word bytes")
            << QByteArray("@[`{/:^\n") << QList<int>{0, 1, 2, 3, 4, 5, 6, 7};
        QTest::newRow("specials in quotes") << QByteArray("\"a\\b\xC3 \"\n") << QList<int>{2, 4, 6, 7};
        QTest::newRow("open quote ends with its line") << QByteArray("\"a b\nc d\n") << QList<int>{4, 6, 8};
        QTest::newRow("NUL and control bytes") << QByteArray("a\0b\x7F\x1F\n", 6) << QList<int>{1, 3, 4, 5};
    }
    void positions()
    {
        QFETCH(QByteArray, text);
        QFETCH(QList<int>, positions);
        const auto index = std::make_unique<StructuralIndex>();
        // At every offset within a block, so that each byte is once in each lane.
        for (int shift = 0; StructuralIndex::available() && shift < 130; ++shift) {
            std::string page(static_cast<std::size_t>(shift), 'x');
            if (shift > 0) {
                page.back() = '\n';
            }
            page += text.toStdString();
            const std::size_t length = page.size();
            page.append(64, '\0');
            index->build(page.data(), page.data() + length);
            QList<int> found;
            for (std::size_t i = 0; i < index->count(); ++i) {
                const int at = static_cast<int>(index->positions()[i]) - shift;
                if (at >= 0 && at < text.size()) {
                    found.append(at);
                }
            }
            QCOMPARE(found, positions);
            QCOMPARE(index->wholeLines(), length);
        }
    }
    void wholeLinesEndWithTheLastLineFeed()
    {
        const auto index = std::make_unique<StructuralIndex>();
        std::string page =
            std::string(100, 'a') + '\n' + std::string(2 * StructuralIndex::windowBytes, 'b') + '\n';
        const std::size_t length = page.size();
        page.append(64, '\0');
        index->build(page.data(), page.data() + length);
        QCOMPARE(index->wholeLines(), std::size_t{StructuralIndex::available() ? 101U : 0U});
        index->build(page.data() + 101, page.data() + length);
        QCOMPARE(index->wholeLines(), std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(tst_StructuralIndex)
#include "tst_structuralindex.moc"
