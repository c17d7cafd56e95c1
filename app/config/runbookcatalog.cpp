#include "app/config/runbookcatalog.h"

#include "app/config/readfiles.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

/// The linker leaves out the resources of a static library unless something asks for them. Outside of any
/// namespace, as the macro needs.
static void initializeRunbookResource()
{
    Q_INIT_RESOURCE(config);
}

namespace quarterdeck {

namespace {

const QString shipped = u":/quarterdeck/runbooks"_s;

QStringList filesOf(const QString &folder)
{
    QStringList paths;
    const QStringList names = QDir(folder).entryList({u"*.yml"_s, u"*.yaml"_s}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        paths.append(folder + u'/' + name);
    }
    return paths;
}

} // namespace

RunbookCatalog RunbookCatalog::load(const QString &folder)
{
    initializeRunbookResource();
    RunbookCatalog catalog;
    for (const QString &path : filesOf(shipped)) {
        catalog.add(readRunbookFile(path));
    }
    if (!folder.isEmpty()) {
        for (const QString &path : filesOf(folder)) {
            catalog.add(readRunbookFile(path));
        }
    }
    return catalog;
}

void RunbookCatalog::add(const RunbookFile &file)
{
    m_errors += file.errors;
    m_warnings += file.warnings;
    if (!file.runbook) {
        return;
    }
    const auto place =
        std::lower_bound(m_runbooks.begin(), m_runbooks.end(), file.runbook->id,
                         [](const auto &runbook, const QString &id) { return runbook->id < id; });
    if (place == m_runbooks.end() || (*place)->id != file.runbook->id) {
        m_runbooks.insert(place, file.runbook);
        return;
    }
    if (!(*place)->file.startsWith(shipped)) {
        m_errors.append({file.path, 0, 0,
                         u"the id \"%1\" is there already (%2): this one is left out"_s.arg(file.runbook->id,
                                                                                            (*place)->file)});
        return;
    }
    *place = file.runbook;
}

std::shared_ptr<const RunbookDefinition> RunbookCatalog::find(const QString &id) const
{
    const auto found = std::find_if(m_runbooks.cbegin(), m_runbooks.cend(),
                                    [&](const auto &runbook) { return runbook->id == id; });
    return found == m_runbooks.cend() ? nullptr : *found;
}

QByteArray RunbookCatalog::fingerprint(const QString &folder)
{
    ReadFiles read;
    if (!folder.isEmpty()) {
        read.addFolder(folder);
        for (const QString &path : filesOf(folder)) {
            read.addFile(path);
        }
    }
    return read.fingerprint();
}

} // namespace quarterdeck
