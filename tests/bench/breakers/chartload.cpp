#include "tests/bench/breakers/chartload.h"

#include "models/items/chartsource.h"
#include "tests/models/items/samplefleet.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/signalchart.h"
#include "widgets/charts/timeaxis.h"

#include <QEventLoop>
#include <QHBoxLayout>
#include <QTimer>
#include <QToolButton>

#include <ctime>

namespace quarterdeck::bench {

namespace {

double threadCpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
}

} // namespace

ChartLoad measureCharts(int minutes, int seconds)
{
    SampleFleet sample(120);
    sample.fillHistory(minutes * 12); // one every 5 s
    QWidget page;
    page.resize(1680, 1020);
    auto *row = new QHBoxLayout(&page);
    const QList<ChartSubject> subjects{{{}, QStringLiteral("checkout")},
                                       {QStringLiteral("eu-west"), {}},
                                       {QStringLiteral("us-east"), {}},
                                       {}};
    QList<ChartStack *> stacks;
    for (qsizetype i = 0; i < subjects.size(); ++i) {
        stacks.append(new ChartStack(&page, stacks.isEmpty() ? nullptr : stacks.first()->axis()));
        row->addWidget(stacks.last());
    }
    const auto tell = [&] {
        for (qsizetype i = 0; i < subjects.size(); ++i) {
            const std::optional<WallTime> now = wallTimeAt(sample.fleet, sample.now());
            stacks[i]->setContents(
                subjectCharts(sample.fleet, subjects[i], subjectMarks(sample.fleet, subjects[i])),
                chartTime(*now));
        }
    };
    tell();
    stacks.first()->axis()->setRange(std::chrono::minutes(minutes));
    page.show();

    ChartLoad load;
    load.minutes = minutes;
    double polls = 0;
    QEventLoop loop;
    QTimer tick;
    int ticks = 0;
    double begun = 0;
    int drawnBefore = 0;
    const auto drawn = [&] {
        int sum = 0;
        for (const ChartStack *stack : stacks) {
            for (const SignalChart *chart : stack->charts()) {
                sum += chart->drawn();
            }
        }
        return sum;
    };
    QObject::connect(&tick, &QTimer::timeout, &page, [&] {
        const double before = threadCpuSeconds();
        sample.pass(std::chrono::seconds(1));
        if (ticks % 5 == 0) {
            sample.poll();
        }
        polls += threadCpuSeconds() - before;
        tell();
        if (ticks == 2) { // shown and warm
            begun = threadCpuSeconds();
            polls = 0;
            drawnBefore = drawn();
        }
        if (++ticks >= seconds + 3) {
            loop.quit();
        }
    });
    tick.start(1000);
    loop.exec();
    load.seconds = seconds;
    load.cpuShare = (threadCpuSeconds() - begun - polls) / seconds;
    load.drawn = drawn() - drawnBefore;
    for (const ChartStack *stack : stacks) {
        load.charts += int(stack->charts().size());
    }
    return load;
}

} // namespace quarterdeck::bench
