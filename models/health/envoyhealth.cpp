// Envoy's admin interface: /ready answers a word (200 only for LIVE), /server_info the same as `state` with
// 200. A draining or initializing proxy is alive and takes no new traffic.
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

namespace quarterdeck {

std::optional<HealthAnswer> readEnvoy(const HealthDocument &document)
{
    QString raw;
    if (document.kind == HealthDocument::Kind::Text) {
        raw = document.text.trimmed();
    } else {
        const QJsonObject object = document.json.toObject();
        if (object.contains(u"hot_restart_version") || object.contains(u"uptime_current_epoch") ||
            object.contains(u"command_line_options")) {
            raw = object.value(u"state").toString();
        }
    }
    const bool live = raw == u"LIVE";
    if (!live && raw != u"DRAINING" && raw != u"PRE_INITIALIZING" && raw != u"INITIALIZING") {
        return std::nullopt;
    }
    HealthAnswer answer;
    answer.format = HealthFormat::Envoy;
    answer.raw = raw;
    if (live) {
        answer.verdict = Verdict::Up;
    } else if (document.question == HealthQuestion::Readiness || document.input.status >= 400) {
        answer.verdict = Verdict::Down;
    } else {
        answer.verdict = Verdict::Degraded;
    }
    return answer;
}

} // namespace quarterdeck
