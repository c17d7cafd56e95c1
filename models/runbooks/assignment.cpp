#include "models/runbooks/assignment.h"

#include "models/runbooks/jsonpath.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace quarterdeck {

QString takeAssignments(const QList<Assignment> &assignments, const QByteArray &body, const RunValues &values,
                        QList<std::pair<QString, QString>> &found)
{
    if (assignments.isEmpty()) {
        return {};
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError) {
        return u"the answer is not JSON: %1"_s.arg(error.errorString());
    }
    const QJsonValue root = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    for (const Assignment &assignment : assignments) {
        QString problem;
        const auto path = assignment.path.fillPath(values, &problem);
        if (!path) {
            return problem;
        }
        QStringList texts;
        for (const QJsonValue &value : JsonPath::find(root, *path)) {
            texts.append(JsonPath::toText(value));
        }
        if (texts.isEmpty() && !assignment.isOptional) {
            return u"the answer has nothing at %1"_s.arg(*path);
        }
        // Several (by "*") are a list to choose from, one a line.
        found.append({assignment.name, texts.join(u'\n')});
    }
    return {};
}

} // namespace quarterdeck
