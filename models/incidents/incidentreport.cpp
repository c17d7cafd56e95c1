#include "models/incidents/incidentreport.h"

#include "models/incidents/csvtext.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using Milliseconds = std::chrono::milliseconds;

struct Mean
{
    Milliseconds sum{0};
    int count = 0;
    void add(std::optional<Milliseconds> value)
    {
        if (value) {
            sum += *value;
            ++count;
        }
    }
    [[nodiscard]] std::optional<Milliseconds> value() const
    {
        return count > 0 ? std::optional(sum / count) : std::nullopt;
    }
};

struct Sum
{
    int count = 0;
    Mean detect;
    Mean acknowledge;
    Mean mitigate;
    Mean resolve;

    void add(const Incident &incident)
    {
        ++count;
        detect.add(incident.clock.timeToDetect());
        acknowledge.add(incident.clock.timeToAcknowledge());
        mitigate.add(incident.clock.timeToMitigate());
        resolve.add(incident.clock.timeToResolve());
    }
    [[nodiscard]] IncidentFigures figures() const
    {
        return {count,          acknowledge.count,   resolve.count,
                detect.value(), acknowledge.value(), mitigate.value(),
                resolve.value()};
    }
};

QString seconds(std::optional<Milliseconds> value)
{
    return value ? QString::number(double(value->count()) / 1000.0, 'f', 1) : QString();
}

QString row(const QString &service, const IncidentFigures &figures)
{
    return csvRow({service, QString::number(figures.count), QString::number(figures.acknowledged),
                   QString::number(figures.resolved), seconds(figures.meanToDetect),
                   seconds(figures.meanToAcknowledge), seconds(figures.meanToMitigate),
                   seconds(figures.meanToResolve)});
}

qint64 dayOf(WallTime time)
{
    return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

} // namespace

IncidentReport reportOf(const QList<Incident> &incidents, WallTime from, WallTime to)
{
    IncidentReport report;
    Sum all;
    QMap<QString, Sum> byService;
    for (qint64 day = dayOf(from); day <= dayOf(to); ++day) {
        report.byDay.insert(day, 0);
    }
    for (const Incident &incident : incidents) {
        if (incident.state == IncidentState::Merged || incident.clock.detected < from ||
            incident.clock.detected > to) {
            continue;
        }
        all.add(incident);
        ++report.byDay[dayOf(incident.clock.detected)];
        for (const QString &service : incident.services) {
            byService[service].add(incident);
        }
    }
    report.all = all.figures();
    for (auto service = byService.cbegin(); service != byService.cend(); ++service) {
        report.byService.insert(service.key(), service->figures());
    }
    return report;
}

QString reportCsv(const IncidentReport &report)
{
    QString text = csvRow({u"service"_s, u"incidents"_s, u"acknowledged"_s, u"resolved"_s, u"mttd_s"_s,
                           u"mtta_s"_s, u"mttm_s"_s, u"mttr_s"_s});
    text += row(u"all"_s, report.all);
    for (auto service = report.byService.cbegin(); service != report.byService.cend(); ++service) {
        text += row(service.key(), *service);
    }
    return text;
}

} // namespace quarterdeck
