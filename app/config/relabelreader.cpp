#include "app/config/relabelreader.h"

#include "app/config/mappingreader.h"
#include "app/config/nearestword.h"
#include "app/config/valuereader.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

struct Fields
{
    const DocumentNode *action = nullptr;
    const DocumentNode *sourceLabels = nullptr;
    const DocumentNode *separator = nullptr;
    const DocumentNode *regex = nullptr;
    const DocumentNode *modulus = nullptr;
    const DocumentNode *targetLabel = nullptr;
    const DocumentNode *replacement = nullptr;

    [[nodiscard]] const DocumentNode *of(RelabelField field) const
    {
        switch (field) {
        case RelabelField::Entry:
            return action;
        case RelabelField::SourceLabels:
            return sourceLabels;
        case RelabelField::Separator:
            return separator;
        case RelabelField::Regex:
            return regex;
        case RelabelField::Modulus:
            return modulus;
        case RelabelField::TargetLabel:
            return targetLabel;
        case RelabelField::Replacement:
            return replacement;
        }
        return nullptr;
    }
};

bool readAction(const DocumentNode &node, const SourceFile &file, RelabelConfig &config)
{
    const auto word = readText(node, file);
    if (!word) {
        return false;
    }
    const auto action = relabelActionFrom(*word);
    if (!action) {
        const QString hint = didYouMean(*word, relabelActionNames());
        file.error(
            node,
            u"unknown relabel action \"%1\"%2"_s.arg(
                *word, hint.isEmpty() ? u"; known are %1"_s.arg(relabelActionNames().join(u", "_s)) : hint));
        return false;
    }
    config.action = *action;
    return true;
}

bool readSourceLabels(const DocumentNode &node, const SourceFile &file, RelabelConfig &config)
{
    const auto labels = readTexts(node, file);
    if (!labels) {
        return false;
    }
    bool isGood = true;
    for (qsizetype i = 0; i < labels->size(); ++i) {
        if (!isLabelName(labels->at(i))) {
            file.error(node.items[static_cast<std::size_t>(i)],
                       u"\"%1\" is not a label name (letters, digits and underscores, no digit first)"_s.arg(
                           labels->at(i)));
            isGood = false;
        }
    }
    config.sourceLabels = *labels;
    return isGood;
}

/// False when a field has the wrong type: then there is nothing to compile.
bool readFields(const Fields &fields, const SourceFile &file, RelabelConfig &config)
{
    bool isGood = true;
    const auto text = [&](const DocumentNode *node, std::optional<QString> &value) {
        if (node != nullptr) {
            value = readText(*node, file);
            isGood = isGood && value.has_value();
        }
    };
    if (fields.action != nullptr) {
        isGood = readAction(*fields.action, file, config);
    }
    if (fields.sourceLabels != nullptr) {
        isGood = readSourceLabels(*fields.sourceLabels, file, config) && isGood;
    }
    text(fields.separator, config.separator);
    text(fields.regex, config.regex);
    text(fields.targetLabel, config.targetLabel);
    text(fields.replacement, config.replacement);
    if (fields.modulus != nullptr) {
        const auto modulus = readInteger(*fields.modulus, file, 0, std::numeric_limits<qint64>::max());
        isGood = isGood && modulus.has_value();
        config.modulus = static_cast<quint64>(modulus.value_or(0));
    }
    return isGood;
}

} // namespace

std::vector<RelabelRule> readRelabelConfigs(const DocumentNode &node, const SourceFile &file)
{
    std::vector<RelabelRule> rules;
    if (!node.isSequence()) {
        file.error(node, u"relabel_configs is a list (each entry begins with \"- \"), found %1"_s.arg(
                             node.describe()));
        return rules;
    }
    for (const DocumentNode &entry : node.items) {
        MappingReader reader(entry, file, u"a relabel config"_s);
        Fields fields;
        fields.action = reader.find("action"_L1);
        fields.sourceLabels = reader.find("source_labels"_L1);
        fields.separator = reader.find("separator"_L1);
        fields.regex = reader.find("regex"_L1);
        fields.modulus = reader.find("modulus"_L1);
        fields.targetLabel = reader.find("target_label"_L1);
        fields.replacement = reader.find("replacement"_L1);
        reader.finish();
        RelabelConfig config;
        if (!readFields(fields, file, config)) {
            continue;
        }
        auto compiled = RelabelRule::compile(config);
        if (auto *rule = std::get_if<RelabelRule>(&compiled)) {
            rules.push_back(std::move(*rule));
        } else {
            const auto &error = std::get<RelabelError>(compiled);
            const DocumentNode *at = fields.of(error.field);
            file.error(at != nullptr ? *at : entry, error.message);
        }
    }
    return rules;
}

} // namespace quarterdeck
