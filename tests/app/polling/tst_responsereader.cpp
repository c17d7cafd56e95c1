#include "app/polling/responsereader.h"

#include <QTest>

#include <zlib.h>

using namespace quarterdeck;

namespace {

QByteArray gzipped(const QByteArray &plain)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray result(qsizetype(deflateBound(&stream, uLong(plain.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.constData()));
    stream.avail_in = uInt(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = uInt(result.size());
    deflate(&stream, Z_FINISH);
    result.resize(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return result;
}

QByteArray withLength(const QByteArray &body, const QByteArray &more = {})
{
    return "HTTP/1.1 200 OK\r\n" + more + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" +
           body;
}

} // namespace

class TestResponseReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheSameInPiecesOfAnySize_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("keeps");
        QTest::addColumn<bool>("untilClose");
        const QByteArray page = QByteArray("some_metric{a=\"b\"} 1.5\n").repeated(200);
        QTest::newRow("length") << withLength(page) << page << 200 << true << false;
        QTest::newRow("empty") << withLength("") << QByteArray() << 200 << true << false;
        QTest::newRow("chunked")
            << QByteArray(
                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;name=\"x\"\r\nhello\r\n6\r\n "
                   "world\r\n0\r\nTrailer: 1\r\n\r\n")
            << QByteArray("hello world") << 200 << true << false;
        QTest::newRow("until close") << QByteArray() + "HTTP/1.1 200 OK\r\n\r\n" + page << page << 200
                                     << false << true;
        QTest::newRow("HTTP/1.0") << QByteArray() + "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                  << QByteArray("ok") << 200 << false << false;
        QTest::newRow("HTTP/1.0 kept")
            << QByteArray() + "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"
            << QByteArray("ok") << 200 << true << false;
        QTest::newRow("close") << QByteArray() +
                                      "HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"
                               << QByteArray("no") << 503 << false << false;
        QTest::newRow("no content") << QByteArray("HTTP/1.1 204 None\r\n\r\n") << QByteArray() << 204 << true
                                    << false;
        QTest::newRow("continue first")
            << QByteArray() + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" +
                   withLength("ok")
            << QByteArray("ok") << 200 << true << false;
        QTest::newRow("gzip") << withLength(gzipped(page), "Content-Encoding: gzip\r\n") << page << 200
                              << true << false;
        QTest::newRow("two gzip members")
            << withLength(gzipped("one ") + gzipped("two"), "Content-Encoding: gzip\r\n")
            << QByteArray("one two") << 200 << true << false;
        QTest::newRow("gzip chunked")
            << QByteArray() +
                   "HTTP/1.1 200 OK\r\nContent-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n\r\n" +
                   QByteArray::number(gzipped(page).size(), 16) + "\r\n" + gzipped(page) + "\r\n0\r\n\r\n"
            << page << 200 << true << false;
        QTest::newRow("no reason phrase") << QByteArray("HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx")
                                          << QByteArray("x") << 200 << true << false;
    }
    void readsTheSameInPiecesOfAnySize()
    {
        QFETCH(QByteArray, wire);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(bool, keeps);
        QFETCH(bool, untilClose);
        for (const qsizetype size :
             {qsizetype(1), qsizetype(2), qsizetype(3), qsizetype(7), qsizetype(64), wire.size()}) {
            std::string got;
            ResponseReader reader(got, {});
            auto state = ResponseReader::State::NeedMore;
            for (qsizetype at = 0; at < wire.size(); at += size) {
                QVERIFY2(state == ResponseReader::State::NeedMore, qPrintable(reader.failure().reason));
                state = reader.feed(
                    std::span(wire.constData() + at, std::size_t(std::min(size, wire.size() - at))));
            }
            if (untilClose) {
                QVERIFY(state == ResponseReader::State::NeedMore);
                state = reader.closed();
            }
            QVERIFY2(state == ResponseReader::State::Done, qPrintable(reader.failure().reason));
            QCOMPARE(QByteArray::fromStdString(got), body);
            QCOMPARE(reader.status(), status);
            QCOMPARE(reader.keepsConnection(), keeps);
        }
    }

    void cutAnywhereIsNoAnswer()
    {
        const QByteArray wire = withLength("hello", "Content-Type: text/plain\r\n");
        for (qsizetype length = 0; length < wire.size(); ++length) {
            std::string got;
            ResponseReader reader(got, {});
            if (length > 0) {
                QVERIFY(reader.feed(std::span(wire.constData(), std::size_t(length))) ==
                        ResponseReader::State::NeedMore);
            }
            QVERIFY(reader.closed() == ResponseReader::State::Failed);
            QVERIFY(reader.failure().cause == UnreachableCause::Closed);
            QVERIFY2(reader.failure().reason.startsWith(QStringLiteral("connection closed ")),
                     qPrintable(reader.failure().reason));
        }
    }

    void theRatioBoundCutsABombBelowTheSizeLimit()
    {
        const QByteArray wire =
            withLength(gzipped(QByteArray(8 * 1024 * 1024, 'x')), "Content-Encoding: gzip\r\n");
        std::string got;
        ResponseReader reader(got, {});
        QVERIFY(reader.feed(std::span(wire.constData(), std::size_t(wire.size()))) ==
                ResponseReader::State::Failed);
        QVERIFY(reader.failure().outcome == ProbeOutcome::TooLarge);
        QCOMPARE(reader.failure().reason, QStringLiteral("gzip body expands more than 200:1"));
        QVERIFY(got.size() < 2 * 1024 * 1024);
    }

    void fieldsAndHeaderSizeAreBounded_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QString>("reason");
        QByteArray many = "HTTP/1.1 200 OK\r\n";
        for (int i = 0; i < 300; ++i) {
            many += "A: 1\r\n";
        }
        QTest::newRow("fields") << many + "\r\n" << QStringLiteral("over 256 header fields");
        QTest::newRow("one line") << QByteArray() + "HTTP/1.1 200 OK\r\nA: " + QByteArray(40'000, 'x')
                                  << QStringLiteral("header over 32 KiB");
        QTest::newRow("reason phrase") << QByteArray() + "HTTP/1.1 200 " + QByteArray(40'000, 'x')
                                       << QStringLiteral("header over 32 KiB");
        QTest::newRow("chunk extension")
            << QByteArray() + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;" +
                   QByteArray(9000, 'x')
            << QStringLiteral("malformed chunk in the body");
    }
    void fieldsAndHeaderSizeAreBounded()
    {
        QFETCH(QByteArray, wire);
        QFETCH(QString, reason);
        for (const qsizetype size : {qsizetype(500), wire.size()}) {
            std::string got;
            ResponseReader reader(got, {});
            auto state = ResponseReader::State::NeedMore;
            for (qsizetype at = 0; at < wire.size() && state == ResponseReader::State::NeedMore; at += size) {
                state = reader.feed(
                    std::span(wire.constData() + at, std::size_t(std::min(size, wire.size() - at))));
            }
            QVERIFY(state == ResponseReader::State::Failed);
            QCOMPARE(reader.failure().reason, reason);
        }
    }
};

QTEST_GUILESS_MAIN(TestResponseReader)
#include "tst_responsereader.moc"
