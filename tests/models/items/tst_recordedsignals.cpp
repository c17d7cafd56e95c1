#include "models/items/recordedsignals.h"

#include "tests/models/items/samplefleet.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace quarterdeck;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const WallTime noon{std::chrono::seconds(1'763'726'400)};

QList<SignalPoint> every10s(WallTime from, int count, float rate, float ratio, float p99)
{
    QList<SignalPoint> points;
    for (int i = 0; i < count; ++i) {
        points.append({from + i * 10s, rate, ratio, p99 / 4, p99 / 2, p99});
    }
    return points;
}

Event changeOf(WallTime at, const QString &from, const QString &to)
{
    Event event;
    event.kind = EventKind::State;
    event.happened = at;
    event.from = from;
    event.to = to;
    event.reason = u"connection refused"_s;
    return event;
}

} // namespace

/// What charts show of the record: sums without averaged percentiles, states with gaps where nobody recorded,
/// and a question for each stretch that is missing.
class tst_RecordedSignals final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ratesAreSummedUpAndPercentilesAreNot()
    {
        ChartRecord record;
        record.series = {{{u"eu"_s, u"checkout"_s}, every10s(noon, 30, 30, 0.5F, 0.2F)},
                         {{u"us"_s, u"checkout"_s}, every10s(noon, 30, 10, 0.1F, 0.4F)}};
        const QList<ChartContent> charts = recordedCharts({{}, u"checkout"_s}, record, PollSettings());
        QCOMPARE(charts.size(), 3);
        QCOMPARE(charts[0].lines[0].points.size(), 30);
        QCOMPARE(charts[0].lines[0].points[3].high, 40.0);
        QVERIFY(std::abs(charts[1].lines[0].points[3].high - 0.4) < 1e-6); // (15 + 1) of 40
        QCOMPARE(charts[2].lines.size(), 2);
        QCOMPARE(charts[2].lines[0].name, u"us"_s); // the slowest first
        QVERIFY(std::abs(charts[2].lines[0].points[3].high - 0.4) < 1e-6);
        QCOMPARE(charts[2].lines[1].name, u"eu"_s);
        QVERIFY(!charts[0].emptyText.isEmpty());
    }

    void onePartHasAllItsPercentiles()
    {
        ChartRecord record;
        record.series = {{{u"eu"_s, u"checkout"_s}, every10s(noon, 30, 30, 0.5F, 0.2F)}};
        const QList<ChartContent> charts = recordedCharts({u"eu"_s, u"checkout"_s}, record, PollSettings());
        QCOMPARE(charts[2].lines.size(), 3);
        QCOMPARE(charts[2].lines[0].name, u"p50"_s);
        QVERIFY(std::abs(charts[2].lines[2].points.last().high - 0.2) < 1e-6);
    }

    void statesOfAnInstance()
    {
        Instance instance;
        ChartRecord record;
        record.fleet = every10s(noon, 12, 1, 0, 0); // two minutes, then nobody, then two more
        record.fleet += every10s(noon + 10min, 12, 1, 0, 0);
        record.changes = {changeOf(noon + 60s, u"up"_s, u"down"_s),
                          changeOf(noon + 11min, u"down"_s, u"up"_s)};
        const QList<ChartContent> charts = recordedCharts(instance, record);
        QCOMPARE(charts.size(), 1);
        const ChartContent &chart = charts.first();
        QVERIFY(chart.bandsOnly);
        QVERIFY(chart.emptyText.contains(u"only states"_s)); // its rates, in one line
        QStringList bands;
        for (const ChartBand &band : chart.bands) {
            bands.append(
                u"%1 %2-%3"_s.arg(band.text).arg(band.from - chartTime(noon)).arg(band.to - chartTime(noon)));
        }
        QCOMPARE(bands, (QStringList{u"up 0-60"_s, u"down 60-110"_s, u"down 600-660"_s, u"up 660-710"_s}));
        QCOMPARE(chart.marks.size(), 2);
        QVERIFY(chart.marks.first().text.contains(u"connection refused"_s));
    }

    void whatNeverChangedIsAsItWas()
    {
        ChartRecord record;
        record.fleet = every10s(noon, 12, 1, 0, 0);
        Instance instance;
        QVERIFY(recordedCharts(instance, record).first().bands.isEmpty()); // nothing is known of it
        instance.state = State::Degraded;
        Observation &page = instance.probes[static_cast<int>(ProbeKind::Metrics)].last;
        page.source = ValueSource::Recorded;
        page.metrics = std::make_shared<const MetricsAnswer>();
        const ChartContent chart = recordedCharts(instance, record).first();
        QCOMPARE(chart.bands.size(), 1);
        QCOMPARE(chart.bands.first().text, u"degraded"_s);
    }

    void asksForWhatIsMissing()
    {
        const SampleFleet sample(60);
        RecordedSignals signals_;
        QSignalSpy asked(&signals_, &RecordedSignals::asked);
        QSignalSpy changed(&signals_, &RecordedSignals::changed);
        const ChartSubject subject{{}, u"checkout"_s};
        QVERIFY(!signals_.find(sample.fleet, subject, 15min)); // the present is shown
        QCOMPARE(asked.count(), 0);

        signals_.setMoment(noon, noon + 1h);
        QVERIFY(!signals_.find(sample.fleet, subject, 15min));
        QVERIFY(!signals_.find(sample.fleet, subject, 15min));
        QCOMPARE(asked.count(), 1);
        const auto question = asked.first().first().value<RecordedSignals::Question>();
        QVERIFY(question.series.size() > 1); // one of each cluster
        QVERIFY(question.from <= noon - 10min);
        QVERIFY(question.to >= noon + 5min);
        QVERIFY(signals_.endOf(15min) == noon + 5min); // what came after it is seen too
        ChartRecord record;
        record.fleet = every10s(noon, 1, 1, 0, 0);
        signals_.take(question, record);
        QCOMPARE(changed.count(), 1);
        QVERIFY(signals_.find(sample.fleet, subject, 15min));

        // Time goes on within what is at hand, then leaves it: the old is shown until the new is there.
        signals_.setMoment(noon + 5min, noon + 1h);
        QVERIFY(signals_.find(sample.fleet, subject, 15min));
        QCOMPARE(asked.count(), 1);
        signals_.setMoment(noon + 30min, noon + 1h);
        QVERIFY(signals_.find(sample.fleet, subject, 15min));
        QCOMPARE(asked.count(), 2);

        // Back to live: nothing is kept, and a late answer is none.
        signals_.setMoment(std::nullopt, {});
        signals_.take(asked.last().first().value<RecordedSignals::Question>(), record);
        QCOMPARE(changed.count(), 1);
        signals_.setMoment(noon, noon + 1h);
        QVERIFY(!signals_.find(sample.fleet, subject, 15min));
        QVERIFY(signals_.endOf(15min) <= noon + 1h);
    }

    void nothingIsKnownOfTheFuture()
    {
        RecordedSignals signals_;
        signals_.setMoment(noon, noon + 60s);
        QVERIFY(signals_.endOf(15min) == noon + 60s);
    }
};

QTEST_GUILESS_MAIN(tst_RecordedSignals)
#include "tst_recordedsignals.moc"
