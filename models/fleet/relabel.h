#pragma once

#include "models/fleet/target.h"

#include <QString>

#include <memory>
#include <variant>
#include <vector>

namespace re2 {
class RE2;
}

namespace quarterdeck {

/// The actions of Prometheus's `relabel_configs`, all of them (its documentation, "relabel_config").
enum class RelabelAction : quint8 {
    Replace,
    Keep,
    Drop,
    KeepEqual,
    DropEqual,
    HashMod,
    LabelMap,
    LabelDrop,
    LabelKeep,
    Lowercase,
    Uppercase,
};

/// One entry of `relabel_configs` as written. Nothing where the entry said nothing: some actions forbid a
/// field that others default.
struct RelabelConfig
{
    RelabelAction action = RelabelAction::Replace;
    std::optional<QList<QString>> sourceLabels;
    std::optional<QString> separator;
    std::optional<QString> regex;
    std::optional<quint64> modulus;
    std::optional<QString> targetLabel;
    std::optional<QString> replacement;
};

enum class RelabelField : quint8 { Entry, SourceLabels, Separator, Regex, Modulus, TargetLabel, Replacement };

struct RelabelError
{
    RelabelField field = RelabelField::Entry; ///< which field of the entry is wrong
    QString message;
};

/// A checked and compiled entry. Immutable; copies share the regular expression; thread-safe.
class RelabelRule
{
public:
    /// Checks as Prometheus does when it reads its configuration.
    static std::variant<RelabelRule, RelabelError> compile(const RelabelConfig &config);

    /// Changes `labels` in place; false when the target is dropped. A label with an empty value is no label.
    [[nodiscard]] bool apply(Labels &labels) const;

private:
    RelabelRule() = default;
    [[nodiscard]] std::string sourceValue(const Labels &labels) const;
    void replace(Labels &labels) const;
    void mapLabels(Labels &labels) const;
    void dropLabels(Labels &labels, bool dropMatching) const;

    RelabelAction m_action = RelabelAction::Replace;
    QList<QString> m_sourceLabels;
    QString m_separator;
    QString m_targetLabel;
    std::string m_targetTemplate;
    std::string m_replacement;
    quint64 m_modulus = 0;
    bool m_targetHasReferences = false;
    std::shared_ptr<const re2::RE2> m_regex;
};

/// Applies the rules in order; false as soon as one drops the target.
[[nodiscard]] bool relabel(Labels &labels, const std::vector<RelabelRule> &rules);

/// Prometheus's classic label names: [a-zA-Z_][a-zA-Z0-9_]*.
[[nodiscard]] bool isLabelName(QStringView name);

[[nodiscard]] std::optional<RelabelAction> relabelActionFrom(const QString &word); ///< in any case
[[nodiscard]] QString toString(RelabelAction action);
[[nodiscard]] QList<QString> relabelActionNames();

} // namespace quarterdeck
