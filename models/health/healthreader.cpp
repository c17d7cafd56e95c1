// Chooses the format of an answer and weighs its body against its code.
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

#include <QJsonArray>
#include <QStringList>

namespace quarterdeck {

namespace {

using Kind = HealthDocument::Kind;

QString withCode(int status, const QString &rest)
{
    const QString code = QStringLiteral("HTTP %1").arg(status);
    return oneLine(rest.isEmpty() ? code : code + QStringLiteral(" \u00b7 ") + rest);
}

/// The parts that are worse than up, deepest first: the leaf says why, its parents only that.
void collectFailing(const QList<HealthComponent> &components, const QString &path,
                    QList<const HealthComponent *> &found, QStringList &paths, int atLeast)
{
    for (const HealthComponent &component : components) {
        // A part without a word of its own (health+json allows it) only informs
        const bool silent = component.verdict == Verdict::Unknown && component.raw.isEmpty();
        if (severity(component.verdict) < atLeast || silent) {
            continue;
        }
        const QString here = path.isEmpty() ? component.name : path + QStringLiteral(" / ") + component.name;
        const qsizetype before = found.size();
        collectFailing(component.components, here, found, paths, atLeast);
        if (found.size() == before) {
            found.append(&component);
            paths.append(here);
        }
    }
}

QString describe(const HealthComponent &component, const QString &path)
{
    QString text = path.isEmpty() ? QStringLiteral("?") : path;
    text += QStringLiteral(": ") + (component.raw.isEmpty() ? toString(component.verdict) : component.raw);
    if (!component.reason.isEmpty()) {
        text += QStringLiteral(" (") + component.reason + u')';
    }
    return text;
}

/// "db: DOWN (pool exhausted), mail: DOWN", the worst first, at most three of them.
QString failingParts(const QList<HealthComponent> &components, int atLeast)
{
    QList<const HealthComponent *> found;
    QStringList paths;
    collectFailing(components, QString(), found, paths, atLeast);
    QStringList texts;
    for (int wanted = 6; wanted > 0; --wanted) {
        for (qsizetype i = 0; i < found.size(); ++i) {
            if (severity(found[i]->verdict) == wanted) {
                texts.append(describe(*found[i], paths[i]));
            }
        }
    }
    constexpr qsizetype shown = 3;
    const qsizetype more = texts.size() - shown;
    QString text = texts.mid(0, shown).join(QStringLiteral(", "));
    if (more > 0) {
        text += QStringLiteral(" and %1 more").arg(more);
    }
    return text;
}

/// Why the answer is what it is, in one line; empty when all is well and nothing stands out.
QString explain(const HealthAnswer &answer, int status)
{
    // Below an "up" that counts them, parts that do not know themselves are no news
    const int atLeast = severity(answer.verdict == Verdict::Up ? Verdict::Degraded : Verdict::Absent);
    const QString parts = failingParts(answer.components, atLeast);
    const bool codeSpeaks = status < 200 || status > 299;
    if (answer.verdict == Verdict::Up) {
        // Something to know all the same: a part that its parent does not count, a code that disagrees
        const QString note = parts.isEmpty() && codeSpeaks ? answer.reason : parts;
        return codeSpeaks ? withCode(status, note) : oneLine(note);
    }
    QString text = parts;
    if (text.isEmpty()) {
        text = answer.raw;
        if (answer.reason.startsWith(text)) {
            text = answer.reason;
        } else if (!answer.reason.isEmpty()) {
            text += text.isEmpty() ? answer.reason : QStringLiteral(" (") + answer.reason + u')';
        }
    }
    if (answer.verdict == Verdict::Unknown && !answer.raw.isEmpty() && !verdictFromWord(answer.raw)) {
        text = QStringLiteral("unknown word \"%1\"").arg(answer.raw) +
               (parts.isEmpty() ? QString() : QStringLiteral(", ") + parts);
    }
    return codeSpeaks ? withCode(status, text) : oneLine(text);
}

bool isExpected(int status, const HealthExpectation &expectation)
{
    return expectation.status.isEmpty() ? status >= 200 && status <= 299
                                        : expectation.status.contains(status);
}

/// What the code says by itself.
Verdict codeVerdict(int status, const HealthExpectation &expectation)
{
    if (isExpected(status, expectation)) {
        return Verdict::Up;
    }
    switch (status) {
    case 401:
    case 403:
    case 407:
        return Verdict::Restricted;
    case 404:
        return Verdict::Absent;
    case 429:
        return Verdict::Throttled;
    default:
        break;
    }
    return status >= 300 && status <= 399 ? Verdict::Unknown : Verdict::Down;
}

QString codeMeaning(int status)
{
    switch (status) {
    case 401:
        return QStringLiteral("needs credentials");
    case 403:
        return QStringLiteral("access refused");
    case 404:
        return QStringLiteral("no such endpoint");
    case 407:
        return QStringLiteral("the proxy needs credentials");
    case 429:
        return QStringLiteral("too many requests");
    default:
        return {};
    }
}

/// APIs answer refusals with bodies like {"status":"error"} (JSend, problem details): such a word is about
/// the request, not about health, unless something else in the body is.
bool isAboutTheRequest(const HealthAnswer &answer, const HealthDocument &document)
{
    const int status = document.input.status;
    const bool refusal = status == 401 || status == 403 || status == 404 || status == 407 || status == 429;
    if (!refusal) {
        return false;
    }
    if (answer.format == HealthFormat::Plain) {
        // Consul's agent answers its word with 429, as text or JSON
        return !(status == 429 && bareWord(answer.raw) == u"warning");
    }
    const QString bare = bareWord(answer.raw);
    return answer.components.isEmpty() && document.mediaType != "application/health+json" &&
           (bare == u"error" || bare == u"fail" || !verdictFromWord(answer.raw));
}

/// The body says nothing about health: the code does, and what the body is becomes the reason.
HealthAnswer byCode(const HealthDocument &document, const HealthExpectation &expectation,
                    const QString &bodySays = QString())
{
    const int status = document.input.status;
    HealthAnswer answer;
    answer.format = expectation.format == HealthFormat::Auto ? HealthFormat::Plain : expectation.format;
    answer.verdict = codeVerdict(status, expectation);
    answer.raw = QStringLiteral("HTTP %1").arg(status);
    QString said = document.kind == Kind::Text ? oneLine(document.text) : QString();
    if (status >= 300 && status <= 399 && answer.verdict == Verdict::Unknown) {
        const QString location = oneLine(QString::fromUtf8(document.input.location), HealthLimits::name);
        said = location.isEmpty() ? QStringLiteral("redirect") : QStringLiteral("redirect to ") + location;
    } else if (!codeMeaning(status).isEmpty() && answer.verdict != Verdict::Up) {
        said = codeMeaning(status);
    } else if (document.kind == Kind::Html && !document.text.isEmpty()) {
        said = document.text;
    } else if (document.kind == Kind::Json && document.json.isObject() && said.isEmpty()) {
        said = detailsText(document.json.toObject());
    }
    if (!bodySays.isEmpty()) {
        said = QStringLiteral("body says ") + bodySays;
    }
    const bool unexpected = !expectation.status.isEmpty() && answer.verdict != Verdict::Up;
    if (unexpected) {
        QStringList codes;
        for (const int code : expectation.status) {
            codes.append(QString::number(code));
        }
        said = QStringLiteral("expected ") + codes.join(QStringLiteral(" or ")) +
               (said.isEmpty() ? QString() : QStringLiteral(" \u00b7 ") + said);
    }
    answer.reason = answer.verdict == Verdict::Up ? QString() : withCode(status, said);
    return answer;
}

/// A body that nobody can take for health although the code is good: a login page, garbage, a foreign
/// document.
QString notHealth(const HealthDocument &document)
{
    switch (document.kind) {
    case Kind::Html:
        return document.text.isEmpty()
                   ? QStringLiteral("an HTML page instead of a health answer")
                   : QStringLiteral("an HTML page (\"%1\") instead of a health answer").arg(document.text);
    case Kind::Markup:
        return QStringLiteral("markup instead of a health answer");
    case Kind::Binary:
        return QStringLiteral("binary data instead of a health answer");
    case Kind::BrokenJson:
        return document.text;
    case Kind::TooLarge:
        return QStringLiteral("a body of %1 bytes is no health answer").arg(document.input.body.size());
    case Kind::Json:
        return QStringLiteral("JSON without a word on health (format: plain lets the code decide)");
    case Kind::Empty:
    case Kind::Text:
        break;
    }
    return {};
}

} // namespace

std::optional<HealthAnswer> readAs(HealthFormat format, const HealthDocument &document)
{
    switch (format) {
    case HealthFormat::SpringBoot:
        return readSpringBoot(document);
    case HealthFormat::MicroProfile:
        return readMicroProfile(document);
    case HealthFormat::HealthJson:
        return readHealthJson(document);
    case HealthFormat::Kubernetes:
        return readKubernetes(document);
    case HealthFormat::AspNetText:
        return readAspNetText(document);
    case HealthFormat::AspNetJson:
        return readAspNetJson(document);
    case HealthFormat::Consul:
        return readConsul(document);
    case HealthFormat::Etcd:
        return readEtcd(document);
    case HealthFormat::Envoy:
        return readEnvoy(document);
    case HealthFormat::Patroni:
        return readPatroni(document);
    case HealthFormat::Plain:
    case HealthFormat::Auto:
        break;
    }
    return readPlainWord(document);
}

std::optional<HealthAnswer> detectHealth(const HealthDocument &document)
{
    if (document.kind == Kind::Text) {
        for (const HealthFormat format :
             {HealthFormat::Kubernetes, HealthFormat::Envoy, HealthFormat::AspNetText}) {
            if (std::optional<HealthAnswer> answer = readAs(format, document)) {
                return answer;
            }
        }
        return readPlainWord(document);
    }
    if (document.kind != Kind::Json) {
        return std::nullopt;
    }
    const QJsonObject object = document.json.toObject();
    const QString word = member(object, u"status").toString();
    const QString bare = bareWord(word);
    if (document.mediaType == "application/health+json") {
        if (std::optional<HealthAnswer> answer = readHealthJson(document)) {
            return answer;
        }
    }
    // Those that cannot be taken for another first
    for (const HealthFormat format :
         {HealthFormat::MicroProfile, HealthFormat::Consul, HealthFormat::Etcd, HealthFormat::Envoy}) {
        if (std::optional<HealthAnswer> answer = readAs(format, document)) {
            return answer;
        }
    }
    const bool hasEntries = member(object, u"entries").isObject() || member(object, u"results").isObject();
    if (hasEntries) {
        if (std::optional<HealthAnswer> answer = readAspNetJson(document)) {
            return answer;
        }
    }
    if (object.value(u"checks").isObject()) {
        return readHealthJson(document);
    }
    if (bare == u"healthy" || bare == u"unhealthy") {
        return readAspNetJson(document);
    }
    if (std::optional<HealthAnswer> answer = readPatroni(document)) {
        return answer;
    }
    static const QStringList draftWords = {QStringLiteral("pass"), QStringLiteral("warn"),
                                           QStringLiteral("fail"), QStringLiteral("ok"),
                                           QStringLiteral("error")};
    if (draftWords.contains(bare)) {
        return readHealthJson(document);
    }
    static const QStringList elsewhere = {QStringLiteral("serving"),        QStringLiteral("notserving"),
                                          QStringLiteral("serviceunknown"), QStringLiteral("green"),
                                          QStringLiteral("yellow"),         QStringLiteral("red")};
    if (object.value(u"status").isString() && !word.isEmpty() && !elsewhere.contains(bare)) {
        return readSpringBoot(document);
    }
    return readPlainWord(document);
}

HealthAnswer readHealth(const HealthInput &input, HealthQuestion question,
                        const HealthExpectation &expectation)
{
    const HealthDocument document(input, question);
    const bool automatic = expectation.format == HealthFormat::Auto;
    std::optional<HealthAnswer> body =
        automatic ? detectHealth(document) : readAs(expectation.format, document);
    const bool hasShortForm =
        expectation.format == HealthFormat::Kubernetes || expectation.format == HealthFormat::Etcd ||
        expectation.format == HealthFormat::Envoy || expectation.format == HealthFormat::AspNetText;
    if (!body && hasShortForm && document.kind == Kind::Text) {
        body = readPlainWord(document); // "ok", where the long form was not asked for
        if (body) {
            body->format = expectation.format;
        }
    }
    if (body && isAboutTheRequest(*body, document)) {
        body.reset();
    }
    // A sentence or a word of one's own may stand under any code; with a bad one the code is the news
    if (body && automatic && body->format == HealthFormat::Plain && body->verdict == Verdict::Unknown &&
        !verdictFromWord(body->raw) && codeVerdict(input.status, expectation) != Verdict::Up) {
        body.reset();
    }
    if (body && expectation.format == HealthFormat::Plain && body->verdict == Verdict::Unknown) {
        body.reset(); // asked for by configuration: the code speaks
    }

    if (!body) {
        HealthAnswer answer = byCode(document, expectation);
        if (answer.verdict != Verdict::Up || expectation.format == HealthFormat::Plain) {
            return answer;
        }
        QString objection = notHealth(document);
        if (!automatic && document.kind != Kind::Empty) {
            objection = QStringLiteral("not an answer of the format %1").arg(toString(expectation.format)) +
                        (objection.isEmpty() ? QString() : QStringLiteral(": ") + objection);
        }
        if (!objection.isEmpty()) {
            answer.verdict = Verdict::Unknown;
            answer.reason = withCode(input.status, objection);
        }
        return answer;
    }

    if (body->format == HealthFormat::Plain) {
        // No convention stands behind a bare word: a code that contradicts a good one is the safer witness
        body->verdict = worseOf(body->verdict, codeVerdict(input.status, expectation));
    }
    body->reason = explain(*body, input.status);
    // Configured codes are a demand of their own: a body cannot talk its way around them
    if (!expectation.status.isEmpty() && !isExpected(input.status, expectation) &&
        severity(body->verdict) < severity(Verdict::Down)) {
        const HealthAnswer code = byCode(document, expectation, body->raw);
        body->verdict = code.verdict;
        body->reason = code.reason;
    }
    return *body;
}

} // namespace quarterdeck
