#include "app/running/breakercall.h"

#include "models/runbooks/instanceset.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using Action = BreakerOrder::Action;

std::optional<Action> actionOf(const BreakerOrder &order, const RunValues &values, QString *problem)
{
    if (order.actionText.isEmpty()) {
        return order.action;
    }
    const auto word = order.actionText.fillPlain(values, problem);
    if (!word) {
        return std::nullopt;
    }
    if (*word == "force_open"_L1) {
        return Action::ForceOpen;
    }
    if (*word == "close"_L1) {
        return Action::Close;
    }
    if (*word == "disable"_L1) {
        return Action::Disable;
    }
    *problem = u"\"%1\" is none of force_open, close, disable"_s.arg(*word);
    return std::nullopt;
}

RunText parsed(const QString &text)
{
    QString ignored;
    return RunText::parse(text, &ignored).value_or(RunText());
}

} // namespace

std::optional<BreakerCall> breakerCall(const StepDefinition &step, const Instance &instance,
                                       const RunValues &values, QString *problem)
{
    const auto action = actionOf(step.breaker, values, problem);
    const auto name = action ? step.breaker.name.fillPlain(values, problem) : std::nullopt;
    if (!name) {
        return std::nullopt;
    }
    if (!instance.target.metrics) {
        *problem = u"the instance has no metrics endpoint, beside which its breakers would be"_s;
        return std::nullopt;
    }
    BreakerCall call;
    call.name = *name;
    call.wanted = *action == Action::ForceOpen ? u"FORCED_OPEN"_s
                  : *action == Action::Close   ? u"CLOSED"_s
                                               : u"DISABLED"_s;
    const QString order = *action == Action::ForceOpen ? u"FORCE_OPEN"_s
                          : *action == Action::Close   ? u"CLOSE"_s
                                                       : u"DISABLE"_s;
    call.values = values;
    setInstanceValues(call.values, instance, u"instance"_s);
    call.values.set(u"breaker"_s, *name);
    call.post.kind = StepDefinition::Kind::Http;
    call.post.title = step.title;
    call.post.timeout = step.timeout;
    call.post.request.method = u"POST"_s;
    call.post.request.url = parsed(u"${instance.url}"_s + step.breaker.path + u"/${breaker}"_s);
    call.post.request.body = RunText::literal(u"{\"updateState\":\"%1\"}"_s.arg(order));
    call.post.request.contentType = u"application/json"_s;
    call.seen.kind = Condition::Kind::Http;
    call.seen.request.url = parsed(u"${instance.url}"_s + step.breaker.path);
    HttpExpectationRule::Member state;
    state.path = parsed(u"/circuitBreakers/${breaker}/state"_s);
    state.comparison.value = RunText::literal(call.wanted);
    call.seen.expect.json.append(state);
    return call;
}

} // namespace quarterdeck
