#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <map>
#include <string>
#include <vector>

namespace quarterdeck {

/// An instance as Prometheus names it: by the labels `job` and `instance`.
struct PrometheusKey
{
    QString job;
    QString instance;
    bool operator==(const PrometheusKey &) const = default;
    bool operator<(const PrometheusKey &other) const
    {
        return job != other.job ? job < other.job : instance < other.instance;
    }
};

/// A value of an instant query, and the server's clock when it was worked out (seconds since the epoch).
struct PrometheusValue
{
    double value = 0;
    double at = 0;
};

/// Pages as the instances would have served them, by the time of their scrape: what the samples of a range
/// say.
using PrometheusPages = std::map<PrometheusKey, std::map<double, std::string>>;

/// An answer to /api/v1/query with a vector. Empty, and the reason, when it is none or an error.
std::map<PrometheusKey, PrometheusValue> readVector(const QByteArray &json, QString *problem);
/// An answer to /api/v1/query with a matrix (`selector[60s]`). The labels that Prometheus added are left out.
PrometheusPages readMatrix(const QByteArray &json, QString *problem);

/// `text` between the quotes of a PromQL string.
QString promqlQuoted(const QString &text);

} // namespace quarterdeck
