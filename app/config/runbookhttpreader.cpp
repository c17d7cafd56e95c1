#include "app/config/runbookhttpreader.h"

#include "app/config/runbookconditionreader.h"
#include "app/config/runbooktextreader.h"
#include "app/config/valuereader.h"
#include "models/runbooks/jsonpath.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace quarterdeck {

HttpRequestTemplate readHttpRequest(MappingReader &reader)
{
    const SourceFile &file = reader.file();
    HttpRequestTemplate request;
    if (const DocumentNode *method = reader.find("method"_L1)) {
        request.method = readText(*method, file).value_or(request.method);
        request.methodPlace = placeOf(*method);
        static const QStringList known{u"GET"_s, u"HEAD"_s, u"POST"_s, u"PUT"_s, u"PATCH"_s, u"DELETE"_s};
        if (!known.contains(request.method)) {
            file.error(*method, u"%1 is none of %2"_s.arg(method->describe(), known.join(u", "_s)));
        }
    }
    if (const DocumentNode *url = reader.require("url"_L1)) {
        request.url = readRunText(*url, file);
        if (!request.url.hasPlaces() && !request.url.source().isEmpty()) {
            static_cast<void>(readUrl(*url, file, {u"http"_s, u"https"_s}));
        } else if (request.url.source().isEmpty()) {
            file.error(*url, u"the URL is empty"_s);
        }
    }
    if (const DocumentNode *headers = reader.find("headers"_L1)) {
        static const QRegularExpression token(u"\\A[!#$%&'*+.^_`|~0-9A-Za-z-]+\\z"_s);
        static const QStringList ours{u"host"_s, u"content-length"_s, u"transfer-encoding"_s,
                                      u"connection"_s};
        if (!headers->isMapping()) {
            file.error(*headers,
                       u"headers are a mapping of names to values, found %1"_s.arg(headers->describe()));
        }
        for (std::size_t i = 0; i < headers->keys.size(); ++i) {
            const DocumentNode &name = headers->keys[i];
            if (!token.match(name.text).hasMatch() || ours.contains(name.text.toLower())) {
                file.error(name, u"the header %1 cannot be set"_s.arg(name.describe()));
            }
            request.headers.append({name.text, readRunText(headers->items[i], file)});
        }
    }
    request.body = readTextOr(reader, "body"_L1);
    if (const DocumentNode *type = reader.find("content_type"_L1)) {
        request.contentType = readText(*type, file).value_or(QString());
    } else if (!request.body.isEmpty()) {
        const QString start = request.body.source().trimmed();
        request.contentType =
            start.startsWith(u'{') || start.startsWith(u'[') ? u"application/json"_s : u"text/plain"_s;
    }
    if (request.isSafe() && !request.body.isEmpty()) {
        file.error(reader.node(), u"a %1 has no body"_s.arg(request.method));
    }
    return request;
}

HttpExpectationRule readExpectation(const DocumentNode &node, const SourceFile &file)
{
    HttpExpectationRule rule;
    MappingReader reader(node, file, u"\"expect\""_s);
    if (const DocumentNode *status = reader.find("status"_L1)) {
        rule.status = readNumbers(*status, file, 100, 599);
    }
    if (const DocumentNode *unknown = reader.find("unknown"_L1)) {
        rule.unknownStatus = readNumbers(*unknown, file, 100, 599);
    }
    if (const DocumentNode *json = reader.find("json"_L1)) {
        if (!json->isMapping()) {
            file.error(*json,
                       u"\"json\" is a mapping of JSON pointers to values, found %1"_s.arg(json->describe()));
        }
        for (std::size_t i = 0; i < json->keys.size(); ++i) {
            HttpExpectationRule::Member member;
            member.path = readRunText(json->keys[i], file);
            const QString problem = JsonPath::problem(json->keys[i].text);
            if (!problem.isEmpty()) {
                file.error(json->keys[i], problem);
            }
            const DocumentNode &value = json->items[i];
            if (value.isMapping()) {
                MappingReader comparison(value, file, u"a comparison"_s);
                member.comparison = readComparison(comparison, false).value_or(Comparison());
                comparison.finish();
            } else {
                member.comparison.value = readRunText(value, file);
            }
            rule.json.append(member);
        }
    }
    reader.finish();
    return rule;
}

QList<Assignment> readAssignments(const DocumentNode &node, const SourceFile &file)
{
    static const QRegularExpression name(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    QList<Assignment> assignments;
    if (!node.isMapping()) {
        file.error(node, u"\"set\" is a mapping of names to JSON pointers, found %1"_s.arg(node.describe()));
        return assignments;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        Assignment assignment;
        assignment.name = node.keys[i].text;
        assignment.place = placeOf(node.keys[i]);
        if (assignment.name.endsWith(u'?')) { // "lag?": may be missing from the answer
            assignment.name.chop(1);
            assignment.isOptional = true;
        }
        if (!name.match(assignment.name).hasMatch()) {
            file.error(node.keys[i], u"%1 is no name (letters, digits and _)"_s.arg(node.keys[i].describe()));
        }
        assignment.path = readRunText(node.items[i], file);
        const QString problem = JsonPath::problem(node.items[i].text);
        if (!problem.isEmpty()) {
            file.error(node.items[i], problem);
        }
        assignments.append(assignment);
    }
    return assignments;
}

} // namespace quarterdeck
