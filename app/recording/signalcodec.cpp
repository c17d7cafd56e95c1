#include "app/recording/signalcodec.h"

#include "app/recording/recordtime.h"

#include <cmath>
#include <limits>

namespace quarterdeck {

namespace {

constexpr double rateSteps = 100;
constexpr double ratioSteps = 65534;
constexpr double leastLatency = 1e-6; ///< seconds
constexpr double latencySteps = 1000; ///< for a factor of e
constexpr char codecVersion = 1;

/// 0 stands for what is not known.
qint64 stepsOf(double value, double steps)
{
    return std::isfinite(value) && value >= 0 ? std::llround(std::min(value * steps, 1e17)) + 1 : 0;
}

float valueOf(qint64 steps, double scale)
{
    return steps == 0 ? std::numeric_limits<float>::quiet_NaN()
                      : static_cast<float>(double(steps - 1) / scale);
}

qint64 latencyStepsOf(double value)
{
    return std::isfinite(value) && value >= 0
               ? std::llround(std::log(std::max(value, leastLatency) / leastLatency) * latencySteps) + 1
               : 0;
}

float latencyOf(qint64 steps)
{
    return steps == 0 ? std::numeric_limits<float>::quiet_NaN()
                      : static_cast<float>(leastLatency * std::exp(double(steps - 1) / latencySteps));
}

void put(QByteArray &bytes, qint64 value)
{
    auto coded = (static_cast<quint64>(value) << 1U) ^ static_cast<quint64>(value >> 63);
    while (coded >= 0x80U) {
        bytes.append(static_cast<char>(coded | 0x80U));
        coded >>= 7U;
    }
    bytes.append(static_cast<char>(coded));
}

bool take(const QByteArray &bytes, qsizetype &at, qint64 &value)
{
    quint64 coded = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (at >= bytes.size()) {
            return false;
        }
        const auto byte = static_cast<quint8>(bytes.at(at++));
        coded |= static_cast<quint64>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) {
            value = static_cast<qint64>(coded >> 1U) ^ -static_cast<qint64>(coded & 1U);
            return true;
        }
    }
    return false;
}

constexpr int pointColumns = 6;

std::array<qint64, pointColumns> columnsOf(const SignalPoint &point)
{
    return {toMilliseconds(point.at),
            stepsOf(point.requestRate, rateSteps),
            stepsOf(point.errorRatio, ratioSteps),
            latencyStepsOf(point.p50),
            latencyStepsOf(point.p95),
            latencyStepsOf(point.p99)};
}

} // namespace

QByteArray packPoints(const QList<SignalPoint> &points)
{
    QByteArray bytes;
    put(bytes, points.size());
    // Column by column: what is alike stands together. Times as differences of differences, which are near 0.
    for (std::size_t column = 0; column < pointColumns; ++column) {
        qint64 before = 0;
        qint64 step = 0;
        for (const SignalPoint &point : points) {
            const qint64 value = columnsOf(point)[column];
            const qint64 difference = value - before;
            put(bytes, column == 0 ? difference - step : difference);
            step = difference;
            before = value;
        }
    }
    return codecVersion + qCompress(bytes, 9);
}

QList<SignalPoint> unpackPoints(const QByteArray &packed)
{
    QList<SignalPoint> points;
    if (packed.size() < 2 || packed.at(0) != codecVersion) {
        return points;
    }
    const QByteArray bytes = qUncompress(packed.mid(1));
    qsizetype at = 0;
    qint64 count = 0;
    if (!take(bytes, at, count) || count < 0 || count > bytes.size()) {
        return points;
    }
    points.resize(count);
    for (int column = 0; column < pointColumns; ++column) {
        qint64 before = 0;
        qint64 step = 0;
        for (SignalPoint &point : points) {
            qint64 read = 0;
            if (!take(bytes, at, read)) {
                return {};
            }
            const qint64 difference = column == 0 ? read + step : read;
            const qint64 value = before + difference;
            step = difference;
            before = value;
            switch (column) {
            case 0:
                point.at = toWallTime(value);
                break;
            case 1:
                point.requestRate = valueOf(value, rateSteps);
                break;
            case 2:
                point.errorRatio = valueOf(value, ratioSteps);
                break;
            case 3:
                point.p50 = latencyOf(value);
                break;
            case 4:
                point.p95 = latencyOf(value);
                break;
            default:
                point.p99 = latencyOf(value);
            }
        }
    }
    return points;
}

} // namespace quarterdeck
