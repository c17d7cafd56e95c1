#include "app/upstream/prometheusanswer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace quarterdeck {

using namespace Qt::StringLiterals;

namespace {

QJsonArray resultOf(const QByteArray &json, QLatin1StringView kind, QString *problem)
{
    QJsonParseError error;
    const QJsonObject answer = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError) {
        *problem = u"its answer is not JSON (%1)"_s.arg(error.errorString());
        return {};
    }
    if (answer["status"_L1].toString() != "success"_L1) {
        *problem = u"it says: %1"_s.arg(answer["error"_L1].toString().left(200));
        return {};
    }
    const QJsonObject data = answer["data"_L1].toObject();
    if (data["resultType"_L1].toString() != kind) {
        *problem = u"its answer is no %1"_s.arg(kind);
        return {};
    }
    return data["result"_L1].toArray();
}

PrometheusKey keyOf(const QJsonObject &labels)
{
    return {labels["job"_L1].toString(), labels["instance"_L1].toString()};
}

std::string seriesText(const QJsonObject &labels)
{
    QString text = labels["__name__"_L1].toString();
    QString inside;
    for (auto label = labels.begin(); label != labels.end(); ++label) {
        if (label.key() != "__name__"_L1 && label.key() != "job"_L1 && label.key() != "instance"_L1) {
            inside += (inside.isEmpty() ? u""_s : u","_s) + label.key() + u"=\""_s +
                      promqlQuoted(label.value().toString()) + u'"';
        }
    }
    return (inside.isEmpty() ? text : text + u'{' + inside + u'}').toStdString();
}

} // namespace

QString promqlQuoted(const QString &text)
{
    QString quoted = text;
    return quoted.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1).replace(u'\n', "\\n"_L1);
}

std::map<PrometheusKey, PrometheusValue> readVector(const QByteArray &json, QString *problem)
{
    std::map<PrometheusKey, PrometheusValue> values;
    const QJsonArray result = resultOf(json, "vector"_L1, problem);
    for (const QJsonValue &item : result) {
        const QJsonObject series = item.toObject();
        const QJsonArray value = series["value"_L1].toArray();
        bool isNumber = false;
        const double number = value.at(1).toString().toDouble(&isNumber);
        if (isNumber) {
            values[keyOf(series["metric"_L1].toObject())] = {number, value.at(0).toDouble()};
        }
    }
    return values;
}

PrometheusPages readMatrix(const QByteArray &json, QString *problem)
{
    PrometheusPages pages;
    const QJsonArray result = resultOf(json, "matrix"_L1, problem);
    for (const QJsonValue &item : result) {
        const QJsonObject series = item.toObject();
        const QJsonObject labels = series["metric"_L1].toObject();
        const std::string text = seriesText(labels) + ' ';
        auto &ofInstance = pages[keyOf(labels)];
        const QJsonArray values = series["values"_L1].toArray();
        for (const QJsonValue &pair : values) {
            ofInstance[pair[0].toDouble()] += text + pair[1].toString().toStdString() + '\n';
        }
    }
    return pages;
}

} // namespace quarterdeck
