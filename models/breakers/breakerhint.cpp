#include "models/breakers/breakerhint.h"

namespace quarterdeck {

static QString yamlText(const QString &text)
{
    // Double quotes take any text; JSON's escapes are YAML's
    QString escaped = text;
    escaped.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return u'"' + escaped + u'"';
}

QString declarationSnippet(const BreakerRule &rule, const std::string &metric, const QString &nameLabel,
                           const QString &raw)
{
    const QString name = QString::fromStdString(metric);
    QString text = QStringLiteral("breakers:\n  rules:\n    - id: %1\n      metric: %1\n").arg(name);
    if (!nameLabel.isEmpty()) {
        text += QStringLiteral("      name_labels: [%1]\n").arg(nameLabel);
    }
    switch (rule.encoding) {
    case BreakerEncoding::Number:
    case BreakerEncoding::ActiveCount: {
        const bool count = rule.encoding == BreakerEncoding::ActiveCount;
        text += count ? QStringLiteral("      encoding: active-count\n      map: {0: closed, more: open}\n")
                      : QStringLiteral("      encoding: number\n      map: {0: closed, 1: open, 2: half-open}"
                                       "  # adjust: some write {0: closed, 1: half-open, 2: open},"
                                       " some {1: closed, 0: open}; this page says %1\n")
                            .arg(raw);
        for (auto it = rule.labels.constBegin(); count && it != rule.labels.constEnd(); ++it) {
            text += QStringLiteral("      labels: {%1: %2}\n").arg(it.key(), yamlText(it.value()));
        }
        break;
    }
    case BreakerEncoding::OneHot:
    case BreakerEncoding::Events:
    case BreakerEncoding::TimeInState:
    case BreakerEncoding::Transitions:
        text += QStringLiteral("      encoding: one-hot\n      state_label: %1\n      map: {%2: open}  # "
                               "adjust: what this word means\n")
                    .arg(rule.stateLabel == u"$0" ? name : rule.stateLabel, yamlText(raw));
        break;
    }
    return text;
}

} // namespace quarterdeck
