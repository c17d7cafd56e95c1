#include "app/running/requester.h"

#include "app/config/secrets.h"
#include "app/polling/proberoute.h"

#include <qcorofuture.h>
#include <qcorosignal.h>

#include <QPromise>
#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

bool goesTo(const Endpoint &endpoint, const QUrl &url)
{
    const bool isTls = url.scheme() == "https"_L1;
    return (endpoint.scheme == Scheme::Https) == isTls && endpoint.port == url.port(isTls ? 443 : 80) &&
           endpoint.host.compare(url.host(), Qt::CaseInsensitive) == 0;
}

const Target *targetAt(const QUrl &url, const Fleet &fleet)
{
    for (const InstanceNumber number : fleet.order()) {
        const Target &target = fleet.instance(number)->target;
        if ((target.metrics && goesTo(*target.metrics, url)) ||
            (target.health && goesTo(target.health->endpoint, url)) ||
            (target.readiness && goesTo(target.readiness->endpoint, url))) {
            return &target;
        }
    }
    return nullptr;
}

struct Secret
{
    QByteArray value;
    QString problem;
};

QFuture<Secret> resolveLater(const SecretReference &reference)
{
    auto promise = std::make_shared<QPromise<Secret>>();
    QFuture<Secret> future = promise->future();
    promise->start();
    QThreadPool::globalInstance()->start([promise, reference] {
        Secret secret;
        secret.value = resolveSecret(reference, &secret.problem);
        promise->addResult(secret);
        promise->finish();
    });
    return future;
}

} // namespace

std::optional<FilledRequest> fillRequest(const HttpRequestTemplate &request, const RunValues &values,
                                         const Fleet &fleet, std::chrono::milliseconds timeout,
                                         QString *problem)
{
    FilledRequest filled;
    const auto url = request.url.fillUrl(values, problem);
    if (!url) {
        return std::nullopt;
    }
    HttpOrder &order = filled.order;
    order.method = request.method.toLatin1();
    order.url = QUrl(*url, QUrl::StrictMode);
    order.timeout = timeout;
    bool hasAuthorization = false;
    for (const auto &[name, text] : request.headers) {
        const auto value = text.fillHeader(values, problem);
        if (!value) {
            return std::nullopt;
        }
        if (value->isEmpty()) {
            continue; // an optional value that was not given
        }
        hasAuthorization = hasAuthorization || name.compare("authorization"_L1, Qt::CaseInsensitive) == 0;
        order.headers.append({name.toLatin1(), value->toUtf8()});
    }
    QString body;
    if (!request.body.isEmpty()) {
        const bool isJson = request.contentType.contains("json"_L1);
        const bool isForm = request.contentType == "application/x-www-form-urlencoded"_L1;
        const auto text = isJson   ? request.body.fillJson(values, problem)
                          : isForm ? request.body.fillForm(values, problem)
                                   : request.body.fillPlain(values, problem);
        if (!text) {
            return std::nullopt;
        }
        body = *text;
        order.body = body.toUtf8();
        order.contentType = request.contentType.toLatin1();
    }
    if (const Target *target = targetAt(order.url, fleet)) {
        order.http = target->http;
        if (target->http && !hasAuthorization) {
            filled.secret = secretOf(*target->http);
        }
    }
    filled.shown = values.redacted(request.method + u' ' + *url +
                                   (body.isEmpty() ? QString() : u' ' + body.simplified()));
    return filled;
}

QStringList headersOf(const FilledRequest &request, const RunValues &values)
{
    QStringList lines;
    for (const auto &[name, value] : request.order.headers) {
        lines.append(values.redacted(u"%1: %2"_s.arg(QString::fromLatin1(name), QString::fromUtf8(value))));
    }
    if (request.secret.kind != SecretReference::Kind::None) {
        lines.append(u"Authorization: %1 (of the instance's configuration)"_s.arg(RunValues::redaction()));
    }
    if (!request.order.contentType.isEmpty()) {
        lines.append(u"Content-Type: "_s + QString::fromLatin1(request.order.contentType));
    }
    const QString body = QString::fromUtf8(request.order.body);
    if (body.simplified() != body) { // on one line it is not what is sent
        lines.append(values.redacted(body));
    }
    return lines;
}

std::optional<FilledRequest> metricsRequest(const Instance &instance, std::chrono::milliseconds timeout)
{
    if (!instance.target.metrics) {
        return std::nullopt;
    }
    FilledRequest filled;
    filled.order.url = instance.target.metrics->url();
    filled.order.timeout = timeout;
    filled.order.maxBody = 16 * 1024 * 1024;
    filled.order.http = instance.target.http;
    filled.order.headers.append(std::pair(QByteArray("Accept"), QByteArray("text/plain;version=0.0.4")));
    if (instance.target.http) {
        filled.secret = secretOf(*instance.target.http);
    }
    filled.shown = u"GET "_s + filled.order.url.toString();
    return filled;
}

QCoro::Task<QString> addSecret(FilledRequest &request)
{
    if (request.secret.kind == SecretReference::Kind::None) {
        co_return QString();
    }
    const QFuture<Secret> future = resolveLater(request.secret);
    const Secret secret = co_await future;
    if (!secret.problem.isEmpty()) {
        co_return u"the credentials of %1: %2"_s.arg(request.order.url.host(), secret.problem);
    }
    request.order.authorization = authorizationValue(*request.order.http, secret.value);
    co_return QString();
}

QCoro::Task<HttpResult> ask(FilledRequest request)
{
    const QString problem = co_await addSecret(request);
    if (!problem.isEmpty()) {
        HttpResult result;
        result.reason = problem;
        co_return result;
    }
    HttpCall call(request.order);
    // Queued: a call that fails at once must not be over before it is awaited.
    QMetaObject::invokeMethod(&call, &HttpCall::start, Qt::QueuedConnection);
    co_await qCoro(&call, &HttpCall::finished);
    co_return call.result();
}

} // namespace quarterdeck
