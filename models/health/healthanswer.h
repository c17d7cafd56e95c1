#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace quarterdeck {

/// What an answer says. `Restricted` is 401/403, `Throttled` 429, `Absent` 404 (the endpoint is not offered).
enum class Verdict : quint8 { Up, Degraded, Down, Unknown, Restricted, Throttled, Absent };

/// The formats of health answers found in the wild; `Auto` detects by content.
enum class HealthFormat : quint8 {
    Auto,
    SpringBoot,
    MicroProfile,
    HealthJson, ///< IETF draft, application/health+json
    Kubernetes, ///< verbose text of /livez and /readyz
    AspNetText,
    AspNetJson, ///< HealthChecks.UI writer
    Consul,
    Etcd,
    Envoy,
    Patroni,
    Plain, ///< the status code speaks, the text is the reason
};

/// A part of a health answer, as deep as the answer nests (bounded, see readHealth()).
struct HealthComponent
{
    QString name;
    Verdict verdict = Verdict::Unknown;
    QString raw;    ///< the word the answer used
    QString reason; ///< why, in one line; empty when it said nothing
    QList<HealthComponent> components;
    bool operator==(const HealthComponent &other) const;
};

/// How one health or readiness answer is understood.
struct HealthAnswer
{
    Verdict verdict = Verdict::Unknown;
    HealthFormat format = HealthFormat::Auto;
    QString raw;    ///< the word the answer used, e.g. "OUT_OF_SERVICE"
    QString reason; ///< one line for a person: "HTTP 503 · db: DOWN (pool exhausted)"
    QList<HealthComponent> components;
    bool operator==(const HealthAnswer &) const = default;
};

/// An HTTP answer as far as its meaning goes.
struct HealthInput
{
    int status = 200;
    QByteArray contentType;
    QByteArray body;
    QByteArray location; ///< of a redirect, may be empty
};

/// Whether the question was "are you alive" or "do you take traffic": Patroni and Envoy answer them
/// differently.
enum class HealthQuestion : quint8 { Health, Readiness };

/// What a service's configuration may say about its answers.
struct HealthExpectation
{
    HealthFormat format = HealthFormat::Auto;
    QList<int> status; ///< codes that mean up; empty: 200 to 299
};

/// Understands an answer by its content; the body outranks the status when both speak. Never fails: what
/// nobody knows is `Unknown` with the raw word. Depth, count and length of components are bounded.
HealthAnswer readHealth(const HealthInput &input, HealthQuestion question,
                        const HealthExpectation &expectation = {});

QString toString(Verdict verdict);
QString toString(HealthFormat format);
/// The reverse of toString(), without regard to case and punctuation; nothing for an unknown name.
std::optional<HealthFormat> healthFormatFromName(QStringView name);
/// All names that healthFormatFromName() is sure to know, for messages.
QList<QString> healthFormatNames();

} // namespace quarterdeck
