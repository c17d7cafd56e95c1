#include "models/items/chartreducer.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;

namespace {

constexpr double start = 1'763'000'000;

ChartLine lineOf(const QList<double> &values, double step = 5)
{
    ChartLine line;
    line.gapAfter = step * 1.8;
    for (qsizetype i = 0; i < values.size(); ++i) {
        line.points.append({start + static_cast<double>(i) * step, values[i]});
    }
    return line;
}

qsizetype pointsOf(const std::vector<ChartRun> &runs)
{
    qsizetype points = 0;
    for (const ChartRun &run : runs) {
        points += static_cast<qsizetype>(run.points.size());
    }
    return points;
}

double highestOf(const std::vector<ChartRun> &runs)
{
    double highest = -1;
    for (const ChartRun &run : runs) {
        for (const QPointF &point : run.points) {
            highest = std::max(highest, point.y());
        }
    }
    return highest;
}

} // namespace

class tst_ChartReducer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewPointsStayAsTheyAre()
    {
        const auto runs = reduceLine(lineOf({1, 2, 3}), start, start + 10, 300);
        QCOMPARE(runs.size(), std::size_t(1));
        QCOMPARE(runs[0].points, (std::vector<QPointF>{{start, 1}, {start + 5, 2}, {start + 10, 3}}));
        QVERIFY(!runs[0].quiet);
    }

    void neverMorePointsThanPixels_data()
    {
        QTest::addColumn<int>("samples");
        QTest::addColumn<int>("pixels");
        QTest::addColumn<int>("missingEvery");
        QTest::newRow("an hour on a panel") << 720 << 300 << 0;
        QTest::newRow("six hours") << 2160 << 300 << 0;
        QTest::newRow("a hundred thousand") << 100'000 << 1200 << 0;
        QTest::newRow("narrow") << 5000 << 20 << 0;
        QTest::newRow("every other is missing") << 5000 << 300 << 2;
        QTest::newRow("every third is missing") << 2160 << 300 << 3;
    }
    void neverMorePointsThanPixels()
    {
        QFETCH(int, samples);
        QFETCH(int, pixels);
        QFETCH(int, missingEvery);
        QList<double> values;
        for (int i = 0; i < samples; ++i) {
            values.append(missingEvery > 0 && i % missingEvery == 0 ? noValue : std::sin(i) + 2);
        }
        const ChartLine line = lineOf(values);
        const auto runs = reduceLine(line, start, line.points.last().at, pixels);
        QVERIFY(!runs.empty());
        QVERIFY2(pointsOf(runs) <= pixels, qPrintable(QString::number(pointsOf(runs))));
        QVERIFY(pointsOf(runs) > pixels / 3);
    }

    /// One sample of a hundred thousand, at any place, as in a failure that one scrape saw.
    void aSpikeOfOneSampleStays_data()
    {
        QTest::addColumn<int>("place");
        for (const int place : {0, 1, 777, 54'321, 99'998, 99'999}) {
            QTest::newRow(qPrintable(QString::number(place))) << place;
        }
    }
    void aSpikeOfOneSampleStays()
    {
        QFETCH(int, place);
        QList<double> values(100'000, 0.01);
        values[place] = 0.97;
        const ChartLine line = lineOf(values);
        const auto runs = reduceLine(line, start, line.points.last().at, 300);
        QCOMPARE(highestOf(runs), 0.97);
        QCOMPARE(runs.size(), std::size_t(1));
    }

    void timeNeverRunsBack()
    {
        QList<double> values;
        for (int i = 0; i < 20'000; ++i) {
            values.append(std::fmod(i * 0.61803398875, 1.0));
        }
        const ChartLine line = lineOf(values);
        for (const ChartRun &run : reduceLine(line, start, line.points.last().at, 400)) {
            for (std::size_t i = 1; i < run.points.size(); ++i) {
                QVERIFY(run.points[i - 1].x() <= run.points[i].x());
            }
        }
    }

    void missingValuesAndMissingScrapesBreakTheLine()
    {
        QCOMPARE(reduceLine(lineOf({1, 1, noValue, 1, 1}), start, start + 20, 300).size(), std::size_t(2));
        ChartLine line = lineOf({1, 1, 1, 1, 1});
        line.points.removeAt(2); // one scrape never came
        const auto runs = reduceLine(line, start, start + 20, 300);
        QCOMPARE(runs.size(), std::size_t(2));
        QCOMPARE(runs[0].points.back(), QPointF(start + 5, 1));
        QCOMPARE(runs[1].points.front(), QPointF(start + 15, 1));
        // Lateness of a scrape is no gap.
        line = lineOf({1, 1, 1});
        line.points[1].at += 2;
        QCOMPARE(reduceLine(line, start, start + 10, 300).size(), std::size_t(1));
        QVERIFY(reduceLine(lineOf({noValue, noValue}), start, start + 10, 300).empty());
    }

    void aLongGapStaysAGapWhenReduced()
    {
        QList<double> values(10'000, 1.0);
        for (int i = 4000; i < 5000; ++i) {
            values[i] = noValue;
        }
        const ChartLine line = lineOf(values);
        const auto runs = reduceLine(line, start, line.points.last().at, 300);
        QCOMPARE(runs.size(), std::size_t(2));
        QVERIFY(runs[0].points.back().x() <= start + 4000 * 5);
        QVERIFY(runs[1].points.front().x() >= start + 5000 * 5);
    }

    void littleTrafficIsARunOfItsOwnThatTouchesItsNeighbours()
    {
        ChartLine line = lineOf({1, 2, 3, 4, 5});
        line.points[2].quiet = true;
        line.points[3].quiet = true;
        const auto runs = reduceLine(line, start, start + 20, 300);
        QCOMPARE(runs.size(), std::size_t(3));
        QVERIFY(!runs[0].quiet && runs[1].quiet && !runs[2].quiet);
        QCOMPARE(runs[1].points.front(), runs[0].points.back());
        QCOMPARE(runs[2].points.front(), runs[1].points.back());
    }

    void theLineGoesOnToBothEdges()
    {
        const auto runs = reduceLine(lineOf({1, 2, 3, 4, 5}), start + 7, start + 13, 300);
        QCOMPARE(runs.size(), std::size_t(1));
        QCOMPARE(runs[0].points.front().x(), start + 5);
        QCOMPARE(runs[0].points.back().x(), start + 15);
    }

    /// As time goes on, what was drawn stays as it was drawn: a peak must not wander or blink.
    void columnsDoNotTremble()
    {
        QList<double> values;
        for (int i = 0; i < 5000; ++i) {
            values.append(std::fmod(i * 0.61803398875, 1.0));
        }
        const ChartLine line = lineOf(values);
        const auto pointsIn = [&](double from) {
            std::vector<QPointF> found;
            for (const ChartRun &run : reduceLine(line, from, from + 12'000, 300)) {
                for (const QPointF &point : run.points) {
                    if (point.x() > start + 6000 && point.x() < start + 10'000) {
                        found.push_back(point);
                    }
                }
            }
            return found;
        };
        const auto before = pointsIn(start + 4000);
        QVERIFY(before.size() > 40);
        for (int second = 1; second < 60; second += 7) {
            QCOMPARE(pointsIn(start + 4000 + second), before);
        }
    }

    void rangesOfValuesKeepBothEnds()
    {
        ChartLine line;
        line.points = {{start, 1, 5, false}, {start + 5, 2, 2, false}};
        const auto runs = reduceLine(line, start, start + 5, 300);
        QCOMPARE(runs[0].points, (std::vector<QPointF>{{start, 1}, {start, 5}, {start + 5, 2}}));
    }

    void nothingToDraw()
    {
        QVERIFY(reduceLine({}, start, start + 10, 300).empty());
        QVERIFY(reduceLine(lineOf({1, 2}), start + 10, start + 10, 300).empty());
        QVERIFY(reduceLine(lineOf({1, 2}), start, start + 5, 3).empty());
    }

    void theNearestPointSpeaksForATime()
    {
        const ChartLine line = lineOf({1, 2, noValue, 4});
        QCOMPARE(pointAt(line, start + 2).high, 1.0);
        QCOMPARE(pointAt(line, start + 3).high, 2.0);
        QVERIFY(pointAt(line, start + 10).isMissing()); // measured as missing
        QCOMPARE(pointAt(line, start + 14).high, 4.0);
        QVERIFY(pointAt(line, start + 60).isMissing());
        QVERIFY(pointAt(line, start - 60).isMissing());
        QVERIFY(pointAt({}, start).isMissing());
    }
};

QTEST_GUILESS_MAIN(tst_ChartReducer)
#include "tst_chartreducer.moc"
