#pragma once

#include "models/health/healthanswer.h"
#include "models/signals/metriclimit.h"

#include <QHash>
#include <QList>
#include <QMap>
#include <QString>
#include <QUrl>

#include <chrono>
#include <compare>
#include <memory>
#include <optional>

namespace quarterdeck {

using Labels = QMap<QString, QString>;

/// Who an instance is, over reloads and restarts: the `job` and `instance` labels after relabelling, and a
/// number from 1 when two different targets share both.
struct InstanceId
{
    QString job;
    QString instance;
    int duplicate = 0;
    auto operator<=>(const InstanceId &) const = default;
    bool operator==(const InstanceId &) const = default;
    [[nodiscard]] QString toString() const; ///< "job/instance", "job/instance#2"
};
size_t qHash(const InstanceId &id, size_t seed = 0);

/// A dense handle for an InstanceId within one process: stable over reloads, never reused.
struct InstanceNumber
{
    quint32 value = 0;
    auto operator<=>(const InstanceNumber &) const = default;
};
inline size_t qHash(InstanceNumber number, size_t seed = 0)
{
    return ::qHash(number.value, seed);
}

enum class Scheme : quint8 { Http, Https };

/// Where one probe goes.
struct Endpoint
{
    Scheme scheme = Scheme::Http;
    QString host; ///< name or address, IPv6 without brackets
    quint16 port = 80;
    QString path = QStringLiteral("/"); ///< with query, percent-encoded, as sent
    bool operator==(const Endpoint &) const = default;
    [[nodiscard]] QString hostPort() const; ///< "host:port", IPv6 in brackets
    [[nodiscard]] QUrl url() const;
};

/// Where a secret is: never the secret itself, unless the file had it inline (`Inline`, a warning).
struct SecretReference
{
    enum class Kind : quint8 { None, File, Environment, Keychain, Inline };
    Kind kind = Kind::None;
    QString value; ///< absolute path, variable name, "service/key", or the secret
    bool operator==(const SecretReference &) const = default;
};

struct TlsSettings
{
    QString caFile; ///< absolute paths; empty: the system's
    QString certFile;
    QString keyFile;
    QString serverName; ///< empty: the host
    bool skipVerify = false;
    bool operator==(const TlsSettings &) const = default;
};

/// How to speak to the targets of a job; shared by all of them.
struct HttpSettings
{
    QString username; ///< basic auth, when `password` is set
    SecretReference password;
    QString authorizationType; ///< e.g. "Bearer", when `credentials` is set
    SecretReference credentials;
    TlsSettings tls;
    QUrl proxy;                              ///< http:// or socks5://; empty: direct
    qint64 bodySizeLimit = 16 * 1024 * 1024; ///< bytes after decompression
    bool operator==(const HttpSettings &) const = default;
};

struct HealthProbe
{
    Endpoint endpoint;
    HealthExpectation expectation;
    bool operator==(const HealthProbe &) const = default;
};
inline bool operator==(const HealthExpectation &a, const HealthExpectation &b)
{
    return a.format == b.format && a.status == b.status;
}

/// What `services:` says of the first entry that matches an instance; shared by all its instances.
struct ServicePolicy
{
    std::optional<double> maxErrorRatio; ///< 0..1
    std::optional<std::chrono::milliseconds> maxP99;
    QList<MetricLimit> limits;               ///< on any other metric
    std::optional<double> availability;      ///< objective, 0..1
    std::optional<std::chrono::seconds> rto; ///< objective
    QList<QString> dependsOn;                ///< service names
    bool isProtected = false;
    bool operator==(const ServicePolicy &) const = default;
};

/// When states change; `poll:` of fleet.yml.
struct PollSettings
{
    std::chrono::milliseconds interval{5000};
    std::chrono::milliseconds timeout{2000};
    int failAfter = 2;
    int recoverAfter = 2;
    std::chrono::milliseconds staleAfter{20000};
    std::chrono::milliseconds signalWindow{60000};
    int minRequests = 10; ///< below this many in the window a ratio is dimmed and trips nothing
    bool operator==(const PollSettings &) const = default;
};

/// One instance to watch, everything about it that the configuration says.
struct Target
{
    InstanceId id;
    InstanceNumber number; ///< 0 until InstanceNumbering gave it one
    QString service;
    QString cluster;
    Labels labels; ///< all of them, job and instance included, `__` ones dropped
    std::optional<Endpoint> metrics;
    std::optional<HealthProbe> health;
    std::optional<HealthProbe> readiness;
    std::chrono::milliseconds interval{5000};
    std::chrono::milliseconds timeout{2000};
    bool honorTimestamps = true;
    std::shared_ptr<const HttpSettings> http;
    std::shared_ptr<const ServicePolicy> policy;
};

/// `maintenance:` of fleet.yml: matching instances are flagged, measured, and notify nobody.
struct MaintenanceWindow
{
    Labels match;
    std::chrono::system_clock::time_point from;
    std::chrono::system_clock::time_point to;
    QString reason;
    bool operator==(const MaintenanceWindow &) const = default;
};

/// A whole validated configuration of what to watch.
struct FleetDefinition
{
    QString name;
    PollSettings poll;
    QList<Target> targets;
    QList<MaintenanceWindow> maintenance;
    QList<QUrl> reachability; ///< http(s):// or tcp:// references outside the fleet
    QUrl prometheus;          ///< asked about instances that cannot be reached; empty: nobody is
};

/// Hands out instance numbers: the same id always gets the same number.
class InstanceNumbering
{
public:
    InstanceNumber numberOf(const InstanceId &id);

private:
    QHash<InstanceId, InstanceNumber> m_numbers;
};

} // namespace quarterdeck
