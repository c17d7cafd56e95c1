#include "app/config/valuereader.h"

#include "app/config/nearestword.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using std::chrono::milliseconds;

struct DurationUnit
{
    QLatin1StringView name;
    qint64 milliseconds;
};

constexpr std::array<DurationUnit, 7> durationUnits{{
    {"y"_L1, 365LL * 24 * 3600 * 1000},
    {"w"_L1, 7LL * 24 * 3600 * 1000},
    {"d"_L1, 24LL * 3600 * 1000},
    {"h"_L1, 3600LL * 1000},
    {"m"_L1, 60LL * 1000},
    {"s"_L1, 1000},
    {"ms"_L1, 1},
}};

template <typename T>
std::optional<T> refuse(const DocumentNode &node, const SourceFile &file, const QString &expected)
{
    file.error(node, u"%1 is not %2"_s.arg(node.describe(), expected));
    return std::nullopt;
}

} // namespace

std::optional<QString> readText(const DocumentNode &node, const SourceFile &file)
{
    if (!node.isScalar()) {
        return refuse<QString>(node, file, u"text"_s);
    }
    return node.text;
}

std::optional<QList<QString>> readTexts(const DocumentNode &node, const SourceFile &file, SingleText single)
{
    if (node.isScalar() && single == SingleText::Allowed) {
        return QList<QString>{node.text};
    }
    if (!node.isSequence()) {
        return refuse<QList<QString>>(node, file, u"a list (write [a, b])"_s);
    }
    QList<QString> texts;
    bool isGood = true;
    for (const DocumentNode &item : node.items) {
        if (const auto text = readText(item, file)) {
            texts.append(*text);
        } else {
            isGood = false;
        }
    }
    return isGood ? std::optional(texts) : std::nullopt;
}

std::optional<bool> readBool(const DocumentNode &node, const SourceFile &file)
{
    if (node.isScalar() && !node.quoted) {
        const QString word = node.text.toLower();
        if (word == "true"_L1 || word == "yes"_L1 || word == "on"_L1 || word == "y"_L1) {
            return true;
        }
        if (word == "false"_L1 || word == "no"_L1 || word == "off"_L1 || word == "n"_L1) {
            return false;
        }
    }
    return refuse<bool>(node, file, u"true or false (without quotes)"_s);
}

std::optional<qint64> readInteger(const DocumentNode &node, const SourceFile &file, qint64 lowest,
                                  qint64 highest)
{
    bool isNumber = false;
    const qint64 number = node.isScalar() && !node.quoted ? node.text.toLongLong(&isNumber) : 0;
    if (!isNumber || number < lowest || number > highest) {
        const QString range = highest == std::numeric_limits<qint64>::max()
                                  ? u"a whole number from %1"_s.arg(lowest)
                                  : u"a whole number from %1 to %2"_s.arg(lowest).arg(highest);
        return refuse<qint64>(node, file, range);
    }
    return number;
}

std::optional<milliseconds> parseDuration(const QString &text)
{
    if (text == "0"_L1) {
        return milliseconds(0);
    }
    if (text.isEmpty()) {
        return std::nullopt;
    }
    // Go's durations are nanoseconds in 63 bits: 292 years.
    constexpr qint64 longest = std::numeric_limits<qint64>::max() / 1'000'000;
    qint64 total = 0;
    qsizetype at = 0;
    for (const DurationUnit &unit : durationUnits) {
        qsizetype end = at;
        while (end < text.size() && text[end] >= u'0' && text[end] <= u'9') {
            ++end;
        }
        const QStringView rest = QStringView(text).mid(end);
        const bool isThis =
            end > at && rest.startsWith(unit.name) && !(unit.name == "m"_L1 && rest.startsWith("ms"_L1));
        if (!isThis) {
            continue;
        }
        bool isNumber = false;
        const qint64 count = QStringView(text).mid(at, end - at).toLongLong(&isNumber);
        if (!isNumber || count > (longest - total) / unit.milliseconds) {
            return std::nullopt;
        }
        total += count * unit.milliseconds;
        at = end + unit.name.size();
    }
    return at == text.size() ? std::optional(milliseconds(total)) : std::nullopt;
}

QString formatDuration(milliseconds duration)
{
    qint64 rest = duration.count();
    if (rest == 0) {
        return u"0s"_s;
    }
    QString text;
    for (const DurationUnit &unit : durationUnits) {
        // Prometheus writes years and weeks only where nothing is left over: 90d, not 12w6d.
        const bool mustDivide = unit.milliseconds >= 7LL * 24 * 3600 * 1000;
        if (rest / unit.milliseconds == 0 || (mustDivide && rest % unit.milliseconds != 0)) {
            continue;
        }
        text += QString::number(rest / unit.milliseconds) + unit.name;
        rest %= unit.milliseconds;
    }
    return text;
}

std::optional<milliseconds> readDuration(const DocumentNode &node, const SourceFile &file, ZeroDuration zero)
{
    const auto duration = node.isScalar() ? parseDuration(node.text) : std::nullopt;
    if (!duration) {
        return refuse<milliseconds>(node, file, u"a duration (write 500ms, 5s or 1m30s)"_s);
    }
    if (duration->count() == 0 && zero == ZeroDuration::Refused) {
        return refuse<milliseconds>(node, file, u"a duration above zero"_s);
    }
    return duration;
}

std::optional<double> readNumber(const DocumentNode &node, const SourceFile &file)
{
    bool isNumber = false;
    const double value = node.isScalar() ? node.text.trimmed().toDouble(&isNumber) : 0;
    if (isNumber && std::isfinite(value)) {
        return value;
    }
    return refuse<double>(node, file, u"a number (write 5, 0.5 or 1e9)"_s);
}

std::optional<double> readRatio(const DocumentNode &node, const SourceFile &file)
{
    static const QRegularExpression number(u"^[0-9]+(\\.[0-9]+)?$"_s);
    if (node.isScalar()) {
        QString text = node.text.trimmed();
        const bool isPercent = text.endsWith(u'%');
        if (isPercent) {
            text.chop(1);
            text = text.trimmed();
        }
        if (number.match(text).hasMatch()) {
            // The exponent and not a division: 99.9% is then the number that 0.999 is.
            const double value = (isPercent ? text + u"e-2"_s : text).toDouble();
            if (value >= 0 && value <= 1) {
                return value;
            }
        }
    }
    return refuse<double>(node, file, u"a share from 0% to 100% (write 5% or 0.05)"_s);
}

std::optional<QUrl> readUrl(const DocumentNode &node, const SourceFile &file, const QList<QString> &schemes)
{
    if (node.isScalar()) {
        const QUrl url(node.text, QUrl::StrictMode);
        if (url.isValid() && !url.host().isEmpty() && schemes.contains(url.scheme())) {
            return url;
        }
    }
    return refuse<QUrl>(node, file,
                        u"a URL that begins with %1"_s.arg(schemes.join(u":// or "_s) + u"://"_s));
}

std::optional<qint64> readSize(const DocumentNode &node, const SourceFile &file)
{
    static const QRegularExpression form(u"^([0-9]+(?:\\.[0-9]+)?)([KMGTPE]i?)?B$"_s);
    const QRegularExpressionMatch match = form.match(node.text);
    if (node.isScalar() && node.text == "0"_L1) {
        return 0;
    }
    if (node.isScalar() && match.hasMatch()) {
        static const QString prefixes = u"KMGTPE"_s;
        const QString prefix = match.captured(2);
        const int power = prefix.isEmpty() ? 0 : static_cast<int>(prefixes.indexOf(prefix[0])) + 1;
        const double bytes = match.captured(1).toDouble() * std::pow(1024.0, power);
        if (bytes < 9e18) {
            return static_cast<qint64>(bytes);
        }
    }
    return refuse<qint64>(node, file, u"a size (write 512KB or 10MB)"_s);
}

std::optional<std::chrono::system_clock::time_point> readTime(const DocumentNode &node,
                                                              const SourceFile &file)
{
    static const QRegularExpression form(
        u"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?(Z|z|[+-][0-9]{2}:[0-9]{2})?$"_s);
    const QRegularExpressionMatch match = form.match(node.text);
    if (node.isScalar() && match.hasMatch()) {
        if (match.captured(3).isEmpty()) {
            return refuse<std::chrono::system_clock::time_point>(
                node, file, u"a time with its zone (add Z for UTC, or +02:00)"_s);
        }
        QString text = node.text.toUpper();
        text[10] = u'T';
        const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
        if (time.isValid()) {
            return std::chrono::system_clock::time_point(milliseconds(time.toMSecsSinceEpoch()));
        }
    }
    return refuse<std::chrono::system_clock::time_point>(node, file, u"a time (write 2026-12-01T22:00Z)"_s);
}

} // namespace quarterdeck
