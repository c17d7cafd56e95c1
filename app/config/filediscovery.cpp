#include "app/config/filediscovery.h"

#include "app/config/documentreader.h"
#include "app/config/fileglob.h"
#include "app/config/mappingreader.h"
#include "app/config/valuereader.h"

#include <QFileInfo>

#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

Labels readTargetLabels(const DocumentNode &node, const SourceFile &file)
{
    Labels labels;
    if (!node.isMapping()) {
        file.error(node, u"labels is a mapping of names to values, found %1"_s.arg(node.describe()));
        return labels;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const DocumentNode &name = node.keys[i];
        const DocumentNode &value = node.items[i];
        if (!isLabelName(name.text)) {
            file.error(name,
                       u"\"%1\" is not a label name (letters, digits and underscores, no digit first)"_s.arg(
                           name.text));
        } else if (!value.isScalar() && !value.isNull()) {
            file.error(value, u"the value of a label is text, found %1"_s.arg(value.describe()));
        } else {
            labels.insert(name.text, value.text);
        }
    }
    return labels;
}

void readTargets(const DocumentNode &node, const SourceFile &file, TargetGroup &group)
{
    if (!node.isSequence()) {
        file.error(node, u"targets is a list of host:port (write [\"10.0.0.1:8080\"]), found %1"_s.arg(
                             node.describe()));
        return;
    }
    group.targets.reserve(node.items.size());
    for (const DocumentNode &target : node.items) {
        if (!target.isScalar() || target.text.isEmpty()) {
            file.error(target, u"a target is host:port, found %1"_s.arg(target.describe()));
        } else if (target.text.contains(u'/')) {
            // The mistake that everybody makes once; Prometheus refuses it too.
            file.error(target, u"\"%1\" is not host:port: leave out the scheme and the path (\"scheme\" and "
                               u"\"metrics_path\" of the job say them)"_s.arg(target.text));
        } else {
            group.targets.push_back({target.text, target.line, target.column});
        }
    }
}

std::vector<TargetGroup> readTargetFile(const QString &path, const SourceFile &file)
{
    QString reason;
    const auto bytes = readBounded(path, &reason);
    if (!bytes) {
        file.error(0, 0, u"the file of targets "_s + reason);
        return {};
    }
    const bool isJson = path.endsWith(".json"_L1, Qt::CaseInsensitive);
    const auto root = isJson ? readJson(*bytes, file) : readYaml(*bytes, file);
    if (!root) {
        return {};
    }
    if (root->isNull() && !isJson) {
        file.warning(*root, u"the file is empty: no targets"_s);
        return {};
    }
    std::vector<TargetGroup> groups = readTargetGroups(*root, file);
    for (TargetGroup &group : groups) {
        group.labels.insert(u"__meta_filepath"_s, path);
    }
    return groups;
}

/// The pattern as messages show it, for one of the files that it matched.
QString shownPath(const SourceFile &file, const QString &written, const QString &path)
{
    if (!isGlob(written)) {
        return file.show(written);
    }
    const QString folder = QFileInfo(written).path();
    return isGlob(folder) || written.startsWith(u'/') ? path
                                                      : file.show(folder + u'/' + QFileInfo(path).fileName());
}

} // namespace

std::vector<TargetGroup> readTargetGroups(const DocumentNode &node, const SourceFile &file)
{
    std::vector<TargetGroup> groups;
    if (!node.isSequence()) {
        file.error(node, u"expected a list of target groups (each with \"targets\" and perhaps \"labels\"), "
                         u"found %1"_s.arg(node.describe()));
        return groups;
    }
    for (const DocumentNode &entry : node.items) {
        if (entry.isNull()) {
            file.error(entry, u"an empty target group"_s);
            continue;
        }
        MappingReader reader(entry, file, u"a target group"_s);
        TargetGroup group;
        group.file = file;
        if (const DocumentNode *targets = reader.find("targets"_L1)) {
            readTargets(*targets, file, group);
        }
        if (const DocumentNode *labels = reader.find("labels"_L1)) {
            group.labels = readTargetLabels(*labels, file);
        }
        // Prometheus lists "source" in what it writes, and takes it back.
        static constexpr std::array unused{"source"_L1};
        reader.ignore(unused, u"Quarterdeck shows the file itself"_s);
        reader.finish();
        groups.push_back(std::move(group));
    }
    return groups;
}

std::vector<TargetGroup> readFileDiscovery(const DocumentNode &node, const SourceFile &file, ReadFiles &read)
{
    std::vector<TargetGroup> groups;
    if (!node.isSequence()) {
        file.error(node, u"file_sd_configs is a list, found %1"_s.arg(node.describe()));
        return groups;
    }
    for (const DocumentNode &entry : node.items) {
        MappingReader reader(entry, file, u"a file_sd_config"_s);
        const DocumentNode *files = reader.require("files"_L1);
        if (const DocumentNode *refresh = reader.find("refresh_interval"_L1)) {
            // Checked only: changes of the files are seen at once anyway.
            readDuration(*refresh, file);
        }
        reader.finish();
        if (files == nullptr) {
            continue;
        }
        if (!files->isSequence() || files->items.empty()) {
            file.error(*files, u"files is a list of paths (write [\"targets/*.json\"]), found %1"_s.arg(
                                   files->isSequence() ? u"an empty one"_s : files->describe()));
            continue;
        }
        for (const DocumentNode &pattern : files->items) {
            const auto written = readText(pattern, file);
            if (!written) {
                continue;
            }
            if (!isTargetFilePattern(*written)) {
                file.error(pattern,
                           u"\"%1\" is not a path of target files: it must end in .json, .yml or .yaml, "
                           u"with \"*\" in its last part only"_s.arg(*written));
                continue;
            }
            const QString absolute = file.resolve(*written);
            QList<QString> paths{absolute};
            if (isGlob(*written)) {
                paths = expandGlob(absolute, read);
                if (paths.isEmpty()) {
                    file.warning(pattern, u"no file matches \"%1\" yet: no targets from it"_s.arg(*written));
                }
            } else if (!QFileInfo::exists(absolute)) {
                read.addFile(absolute); // watched, as it may come
                file.warning(pattern,
                             u"the file \"%1\" does not exist yet (looked for %2): no targets from it"_s.arg(
                                 *written, absolute));
                continue;
            }
            for (const QString &path : paths) {
                read.addFile(path);
                SourceFile targetFile = file;
                targetFile.shown = shownPath(file, *written, path);
                targetFile.folder = QFileInfo(path).path();
                targetFile.reach = ErrorReach::Targets;
                std::vector<TargetGroup> found = readTargetFile(path, targetFile);
                std::move(found.begin(), found.end(), std::back_inserter(groups));
            }
        }
    }
    return groups;
}

} // namespace quarterdeck
