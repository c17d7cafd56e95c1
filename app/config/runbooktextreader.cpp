#include "app/config/runbooktextreader.h"

#include "app/config/valuereader.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

using std::chrono::milliseconds;

milliseconds readDurationOr(MappingReader &reader, QLatin1StringView key, milliseconds preset)
{
    const DocumentNode *node = reader.find(key);
    return node != nullptr ? readDuration(*node, reader.file(), ZeroDuration::Allowed).value_or(preset)
                           : preset;
}

int readCountOr(MappingReader &reader, QLatin1StringView key, int lowest, int highest, int preset)
{
    const DocumentNode *node = reader.find(key);
    return node != nullptr
               ? static_cast<int>(readInteger(*node, reader.file(), lowest, highest).value_or(preset))
               : preset;
}

RunText readTextOr(MappingReader &reader, QLatin1StringView key)
{
    const DocumentNode *node = reader.find(key);
    return node != nullptr ? readRunText(*node, reader.file()) : RunText();
}

QList<int> readNumbers(const DocumentNode &node, const SourceFile &file, int lowest, int highest)
{
    QList<int> numbers;
    if (node.isScalar()) {
        if (const auto number = readInteger(node, file, lowest, highest)) {
            numbers.append(static_cast<int>(*number));
        }
        return numbers;
    }
    if (!node.isSequence() || node.items.empty()) {
        file.error(node, u"%1 is not a number or a list of numbers"_s.arg(node.describe()));
        return numbers;
    }
    for (const DocumentNode &item : node.items) {
        if (const auto number = readInteger(item, file, lowest, highest)) {
            numbers.append(static_cast<int>(*number));
        }
    }
    return numbers;
}

RunText readRunText(const DocumentNode &node, const SourceFile &file)
{
    const auto text = readText(node, file);
    if (!text) {
        return {};
    }
    QString problem;
    auto parsed = RunText::parse(*text, &problem);
    if (!parsed) {
        file.error(node, problem);
        return {};
    }
    parsed->setPlace(placeOf(node));
    return *parsed;
}

InstanceSelector readInstanceSelector(const DocumentNode &node, const SourceFile &file, const QString &what)
{
    InstanceSelector selector;
    if (node.isScalar()) {
        selector.set = node.text;
        selector.setPlace = placeOf(node);
        return selector;
    }
    MappingReader reader(node, file, what);
    if (const DocumentNode *set = reader.find("set"_L1)) {
        selector.set = readText(*set, file).value_or(QString());
        selector.setPlace = placeOf(*set);
    }
    selector.where = readTextOr(reader, "where"_L1);
    selector.address = readTextOr(reader, "address"_L1);
    selector.instance = readTextOr(reader, "instance"_L1);
    if (const DocumentNode *metric = reader.find("with_metric"_L1)) {
        selector.withMetric = readText(*metric, file).value_or(QString());
    }
    if (const DocumentNode *labels = reader.find("labels"_L1)) {
        selector.metricLabels = readLabels(*labels, file);
    }
    reader.finish();
    return selector;
}

QMap<QString, RunText> readLabels(const DocumentNode &node, const SourceFile &file)
{
    QMap<QString, RunText> labels;
    if (!node.isMapping()) {
        file.error(node, u"labels are a mapping of names to values, found %1"_s.arg(node.describe()));
        return labels;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        labels.insert(node.keys[i].text, readRunText(node.items[i], file));
    }
    return labels;
}

} // namespace quarterdeck
