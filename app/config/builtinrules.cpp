#include "app/config/builtinrules.h"

#include "app/config/documentreader.h"

#include <QFile>

/// The linker leaves out the resources of a static library unless something asks for them. Outside of any
/// namespace, as the macro needs.
static void initializeRulesResource()
{
    Q_INIT_RESOURCE(config);
}

namespace quarterdeck {

SourceFile builtInFile(const QString &path, ProblemList &problems)
{
    SourceFile file;
    file.shown = path;
    file.folder = QStringLiteral("/");
    file.problems = &problems;
    return file;
}

DocumentNode readBuiltInRules(const QString &path, ProblemList &problems)
{
    initializeRulesResource();
    const SourceFile file = builtInFile(path, problems);
    QFile resource(path);
    if (!resource.open(QIODevice::ReadOnly)) {
        file.error(0, 0, QStringLiteral("the built-in rules are missing from this build"));
        return {};
    }
    return readYaml(resource.readAll(), file).value_or(DocumentNode{});
}

} // namespace quarterdeck
