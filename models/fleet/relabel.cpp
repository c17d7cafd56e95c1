#include "models/fleet/relabel.h"

#include "models/fleet/regexexpansion.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <re2/re2.h>

#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

struct ActionName
{
    RelabelAction action;
    QLatin1StringView name;
};

constexpr std::array<ActionName, 11> actionNames{{
    {RelabelAction::Replace, "replace"_L1},
    {RelabelAction::Keep, "keep"_L1},
    {RelabelAction::Drop, "drop"_L1},
    {RelabelAction::KeepEqual, "keepequal"_L1},
    {RelabelAction::DropEqual, "dropequal"_L1},
    {RelabelAction::HashMod, "hashmod"_L1},
    {RelabelAction::LabelMap, "labelmap"_L1},
    {RelabelAction::LabelDrop, "labeldrop"_L1},
    {RelabelAction::LabelKeep, "labelkeep"_L1},
    {RelabelAction::Lowercase, "lowercase"_L1},
    {RelabelAction::Uppercase, "uppercase"_L1},
}};

/// Prometheus bounds nothing here; a pattern that needs more than this is refused instead of eating memory.
constexpr int64_t regexMemory = 16 << 20;

QString defaultRegex()
{
    return u"(.*)"_s;
}
QString defaultReplacement()
{
    return u"$1"_s;
}
QString defaultSeparator()
{
    return u";"_s;
}

std::shared_ptr<const re2::RE2> compileRegex(const QString &pattern, QString *error)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(regexMemory);
    // The pattern alone first: "a)(b" would become valid between the parentheses that anchor it.
    const std::string text = pattern.toStdString();
    const RE2 alone(text, options);
    auto anchored = std::make_shared<RE2>("^(?:" + text + ")$", options);
    if (!alone.ok() || !anchored->ok()) {
        *error = QString::fromStdString(alone.ok() ? anchored->error() : alone.error());
        return nullptr;
    }
    return anchored;
}

/// relabelTarget of Prometheus's relabel.go: label names and references to groups, mixed.
bool isTargetTemplate(const QString &text)
{
    static const RE2 pattern(R"(^(?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+$)");
    return RE2::PartialMatch(text.toStdString(), pattern);
}

bool matches(const RE2 &regex, std::string_view text)
{
    return regex.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::ANCHOR_BOTH, nullptr,
                       0);
}

/// Whether the whole text matches, and its groups.
bool match(const RE2 &regex, std::string_view text, std::vector<std::string_view> &groups)
{
    std::vector<re2::StringPiece> pieces(static_cast<std::size_t>(regex.NumberOfCapturingGroups()) + 1);
    if (!regex.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::ANCHOR_BOTH,
                     pieces.data(), static_cast<int>(pieces.size()))) {
        return false;
    }
    groups.clear();
    for (const re2::StringPiece &piece : pieces) {
        groups.emplace_back(piece.data(), piece.size());
    }
    return true;
}

/// As Prometheus's label builder: setting an empty value removes the label.
void setLabel(Labels &labels, const QString &name, const QString &value)
{
    if (value.isEmpty()) {
        labels.remove(name);
    } else {
        labels.insert(name, value);
    }
}

/// Go's strings.ToLower and ToUpper map rune by rune; QString's would make "SS" of a sharp s.
QString mapCase(const QString &text, char32_t (*map)(char32_t))
{
    QString mapped;
    mapped.reserve(text.size());
    for (const uint rune : text.toUcs4()) {
        mapped += QChar::fromUcs4(map(rune));
    }
    return mapped;
}

bool isOneOf(RelabelAction action, std::initializer_list<RelabelAction> actions)
{
    return std::find(actions.begin(), actions.end(), action) != actions.end();
}

/// The rules about which fields go together; the order and the wording's sense follow Prometheus's
/// Validate().
std::optional<RelabelError> checkFields(const RelabelConfig &config)
{
    using enum RelabelAction;
    const RelabelAction action = config.action;
    const QString word = toString(action);
    const QString target = config.targetLabel.value_or(QString());
    if (action == HashMod && config.modulus.value_or(0) == 0) {
        return RelabelError{config.modulus ? RelabelField::Modulus : RelabelField::Entry,
                            u"hashmod needs a \"modulus\" above 0"_s};
    }
    if (isOneOf(action, {Replace, HashMod, Lowercase, Uppercase, KeepEqual, DropEqual}) && target.isEmpty()) {
        return RelabelError{config.targetLabel ? RelabelField::TargetLabel : RelabelField::Entry,
                            u"%1 needs a \"target_label\""_s.arg(word)};
    }
    const bool mayReference = action == Replace && target.contains(u'$');
    const bool needsTarget = isOneOf(action, {Replace, HashMod, Lowercase, Uppercase, KeepEqual, DropEqual});
    if (needsTarget && !(mayReference ? isTargetTemplate(target) : isLabelName(target))) {
        return RelabelError{
            RelabelField::TargetLabel,
            u"\"%1\" is not a label name (letters, digits and underscores, no digit first)"_s.arg(target)};
    }
    if (isOneOf(action, {Lowercase, Uppercase, KeepEqual, DropEqual}) && config.replacement &&
        *config.replacement != defaultReplacement()) {
        return RelabelError{RelabelField::Replacement, u"%1 takes no \"replacement\""_s.arg(word)};
    }
    if (action == LabelMap && !isTargetTemplate(config.replacement.value_or(defaultReplacement()))) {
        return RelabelError{RelabelField::Replacement,
                            u"\"%1\" does not make label names"_s.arg(*config.replacement)};
    }
    const auto refuse = [](RelabelField field, const QString &message) {
        return RelabelError{field, message};
    };
    if (isOneOf(action, {KeepEqual, DropEqual})) {
        const QString message =
            u"%1 takes only \"source_labels\" and \"target_label\": remove this"_s.arg(word);
        if (config.regex && *config.regex != defaultRegex()) {
            return refuse(RelabelField::Regex, message);
        }
        if (config.modulus.value_or(0) != 0) {
            return refuse(RelabelField::Modulus, message);
        }
        if (config.separator && *config.separator != defaultSeparator()) {
            return refuse(RelabelField::Separator, message);
        }
    }
    if (isOneOf(action, {LabelDrop, LabelKeep})) {
        const QString message = u"%1 takes only \"regex\": remove this"_s.arg(word);
        if (config.sourceLabels) {
            return refuse(RelabelField::SourceLabels, message);
        }
        if (!target.isEmpty()) {
            return refuse(RelabelField::TargetLabel, message);
        }
        if (config.modulus.value_or(0) != 0) {
            return refuse(RelabelField::Modulus, message);
        }
        if (config.separator && *config.separator != defaultSeparator()) {
            return refuse(RelabelField::Separator, message);
        }
        if (config.replacement && *config.replacement != defaultReplacement()) {
            return refuse(RelabelField::Replacement, message);
        }
    }
    return std::nullopt;
}

} // namespace

std::variant<RelabelRule, RelabelError> RelabelRule::compile(const RelabelConfig &config)
{
    if (const std::optional<RelabelError> error = checkFields(config)) {
        return *error;
    }
    RelabelRule rule;
    QString regexError;
    rule.m_regex = compileRegex(config.regex.value_or(defaultRegex()), &regexError);
    if (!rule.m_regex) {
        return RelabelError{RelabelField::Regex, u"not a regular expression (RE2): %1"_s.arg(regexError)};
    }
    rule.m_action = config.action;
    rule.m_sourceLabels = config.sourceLabels.value_or(QList<QString>());
    rule.m_separator = config.separator.value_or(defaultSeparator());
    rule.m_targetLabel = config.targetLabel.value_or(QString());
    rule.m_targetTemplate = rule.m_targetLabel.toStdString();
    rule.m_targetHasReferences = rule.m_targetLabel.contains(u'$');
    rule.m_replacement = config.replacement.value_or(defaultReplacement()).toStdString();
    rule.m_modulus = config.modulus.value_or(0);
    return rule;
}

std::string RelabelRule::sourceValue(const Labels &labels) const
{
    QString joined;
    for (qsizetype i = 0; i < m_sourceLabels.size(); ++i) {
        if (i > 0) {
            joined += m_separator;
        }
        joined += labels.value(m_sourceLabels[i]);
    }
    return joined.toStdString();
}

void RelabelRule::replace(Labels &labels) const
{
    const std::string value = sourceValue(labels);
    std::vector<std::string_view> groups;
    if (!match(*m_regex, value, groups)) {
        return;
    }
    QString target = m_targetLabel;
    if (m_targetHasReferences) {
        std::string expanded;
        expandReferences(m_targetTemplate, *m_regex, groups, expanded);
        target = QString::fromStdString(expanded);
        if (!isLabelName(target)) {
            return;
        }
    }
    std::string result;
    expandReferences(m_replacement, *m_regex, groups, result);
    setLabel(labels, target, QString::fromStdString(result));
}

void RelabelRule::mapLabels(Labels &labels) const
{
    const Labels before = labels; // what a mapping adds is not mapped again
    std::vector<std::string_view> groups;
    for (auto label = before.cbegin(); label != before.cend(); ++label) {
        const std::string name = label.key().toStdString();
        if (match(*m_regex, name, groups)) {
            std::string mapped;
            expandReferences(m_replacement, *m_regex, groups, mapped);
            setLabel(labels, QString::fromStdString(mapped), label.value());
        }
    }
}

void RelabelRule::dropLabels(Labels &labels, bool dropMatching) const
{
    labels.removeIf([&](const Labels::iterator &label) {
        return matches(*m_regex, label.key().toStdString()) == dropMatching;
    });
}

bool RelabelRule::apply(Labels &labels) const
{
    switch (m_action) {
    case RelabelAction::Replace:
        replace(labels);
        return true;
    case RelabelAction::Keep:
        return matches(*m_regex, sourceValue(labels));
    case RelabelAction::Drop:
        return !matches(*m_regex, sourceValue(labels));
    case RelabelAction::KeepEqual:
        return labels.value(m_targetLabel).toStdString() == sourceValue(labels);
    case RelabelAction::DropEqual:
        return labels.value(m_targetLabel).toStdString() != sourceValue(labels);
    case RelabelAction::HashMod: {
        // The last 8 of MD5's 16 bytes, big endian, as Prometheus has always sharded.
        const std::string value = sourceValue(labels);
        const QByteArray digest = QCryptographicHash::hash(
            QByteArrayView(value.data(), static_cast<qsizetype>(value.size())), QCryptographicHash::Md5);
        const quint64 hash = qFromBigEndian<quint64>(digest.constData() + 8);
        setLabel(labels, m_targetLabel, QString::number(hash % m_modulus));
        return true;
    }
    case RelabelAction::LabelMap:
        mapLabels(labels);
        return true;
    case RelabelAction::LabelDrop:
        dropLabels(labels, true);
        return true;
    case RelabelAction::LabelKeep:
        dropLabels(labels, false);
        return true;
    case RelabelAction::Lowercase:
        setLabel(labels, m_targetLabel, mapCase(QString::fromStdString(sourceValue(labels)), [](char32_t c) {
                     return QChar::toLower(c);
                 }));
        return true;
    case RelabelAction::Uppercase:
        setLabel(labels, m_targetLabel, mapCase(QString::fromStdString(sourceValue(labels)), [](char32_t c) {
                     return QChar::toUpper(c);
                 }));
        return true;
    }
    return true;
}

bool relabel(Labels &labels, const std::vector<RelabelRule> &rules)
{
    return std::all_of(rules.begin(), rules.end(),
                       [&](const RelabelRule &rule) { return rule.apply(labels); });
}

bool isLabelName(QStringView name)
{
    if (name.isEmpty()) {
        return false;
    }
    for (qsizetype i = 0; i < name.size(); ++i) {
        const char16_t c = name[i].unicode();
        const bool isLetter = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
        if (!isLetter && (i == 0 || c < u'0' || c > u'9')) {
            return false;
        }
    }
    return true;
}

std::optional<RelabelAction> relabelActionFrom(const QString &word)
{
    for (const ActionName &known : actionNames) {
        if (word.compare(known.name, Qt::CaseInsensitive) == 0) {
            return known.action;
        }
    }
    return std::nullopt;
}

QString toString(RelabelAction action)
{
    for (const ActionName &known : actionNames) {
        if (known.action == action) {
            return known.name;
        }
    }
    return {};
}

QList<QString> relabelActionNames()
{
    QList<QString> names;
    for (const ActionName &known : actionNames) {
        names.append(known.name);
    }
    return names;
}

} // namespace quarterdeck
