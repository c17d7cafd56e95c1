#include "app/simfleet/fleetfile.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QSaveFile>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace quarterdeck::simfleet {

namespace {

QString write(const QString &path, const QByteArray &data)
{
    // Whole or not at all: a console that watches the file never reads half of it.
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(data) != data.size() || !file.commit()) {
        return u"cannot write %1: %2"_s.arg(path, file.errorString());
    }
    return {};
}

QString duration(int milliseconds)
{
    return milliseconds % 1000 == 0 ? u"%1s"_s.arg(milliseconds / 1000) : u"%1ms"_s.arg(milliseconds);
}

/// The targets of each played service, in the order of the fleet. The label `instance` carries the name,
/// as a relabelling would set it; the address is in the target.
QMap<int, QJsonArray> targetsByService(const World &world, quint16 port)
{
    QMap<int, QJsonArray> result;
    for (std::uint32_t i = 0; i < world.size(); ++i) {
        const QString address = QString::fromStdString(addressText(instanceAddress(i)));
        result[world.spec(i).service].append(QJsonObject{
            {u"targets"_s, QJsonArray{u"%1:%2"_s.arg(address).arg(port)}},
            {u"labels"_s,
             QJsonObject{
                 {u"instance"_s, QString::fromStdString(world.spec(i).name)},
                 {u"service"_s, QString::fromStdString(world.service(i).name)},
                 {u"cluster"_s,
                  QLatin1StringView(clusterNames[static_cast<std::size_t>(world.spec(i).cluster)])}}}});
    }
    return result;
}

QString serviceSection(const ServiceSpec &service, const QMap<int, QJsonArray> &played)
{
    QString text = u"  - match: {job: %1}\n"_s.arg(QString::fromStdString(service.name));
    text += "    health: {path: /health}\n    readiness: {path: /ready}\n"_L1;
    if (service.stack != Stack::Patroni) {
        text += u"    thresholds: {error_ratio: 5%, p99: %1ms}\n"_s.arg(service.p99ThresholdMs);
    }
    text += service.stack == Stack::Patroni ? "    objective: {availability: 99.95%, rto: 2m}\n"_L1
                                            : "    objective: {availability: 99.9%, rto: 5m}\n"_L1;
    QStringList needs;
    for (const std::string &name : service.dependsOn) {
        if (played.contains(serviceIndex(name))) {
            needs.append(QString::fromStdString(name));
        }
    }
    if (!needs.isEmpty()) {
        text += u"    depends_on: [%1]\n"_s.arg(needs.join(", "_L1));
    }
    if (service.stack == Stack::Patroni) {
        text += "    protected: true\n"_L1;
    }
    return text;
}

} // namespace

QString writeFleetFile(const World &world, const FleetFileOptions &options)
{
    const QFileInfo file(options.path);
    const QString folderName = file.completeBaseName() + ".targets"_L1;
    const QString folder = file.dir().filePath(folderName);
    if (!QDir().mkpath(folder)) {
        return u"cannot create the folder %1"_s.arg(folder);
    }
    const QMap<int, QJsonArray> targets = targetsByService(world, options.port);
    QString jobs;
    QString services;
    for (auto it = targets.begin(); it != targets.end(); ++it) {
        const ServiceSpec &service = serviceCatalog()[static_cast<std::size_t>(it.key())];
        const QString name = QString::fromStdString(service.name);
        const QString problem = write(u"%1/%2.json"_s.arg(folder, name),
                                      QJsonDocument(it.value()).toJson(QJsonDocument::Indented));
        if (!problem.isEmpty()) {
            return problem;
        }
        jobs += u"  - job_name: %1\n    metrics_path: /metrics\n"
                "    file_sd_configs: [{files: [\"%2/%1.json\"]}]\n"_s.arg(name, folderName);
        services += serviceSection(service, targets);
    }
    const QString interval = duration(options.intervalMs);
    const QString timeout = duration(options.timeoutMs);
    QString text = u"# %1 simulated instances, written by quarterdeck-simfleet.\n"_s.arg(world.size());
    if (options.forPrometheus) {
        text += u"global: {scrape_interval: %1, scrape_timeout: %2}\n"_s.arg(interval, timeout);
    } else {
        text += u"fleet: simulated\npoll: {interval: %1, timeout: %2, fail_after: 2, recover_after: 2, "
                "stale_after: %3}\n"_s.arg(interval, timeout, duration(4 * options.intervalMs));
    }
    text += "scrape_configs:\n"_L1 + jobs;
    if (!options.forPrometheus) {
        text += "services:\n"_L1 + services;
    }
    return write(options.path, text.toUtf8());
}

} // namespace quarterdeck::simfleet
