#include "app/config/fileglob.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <fnmatch.h>

using namespace Qt::StringLiterals;

namespace quarterdeck {

bool isTargetFilePattern(const QString &pattern)
{
    // patFileSDName of Prometheus's discovery/file/file.go.
    static const QRegularExpression form(u"^[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)$"_s);
    return form.match(pattern).hasMatch();
}

bool isGlob(const QString &pattern)
{
    return pattern.contains(u'*') || pattern.contains(u'?') || pattern.contains(u'[');
}

QList<QString> expandGlob(const QString &pattern, ReadFiles &read)
{
    QList<QString> bases{QString()};
    const QList<QString> parts = pattern.split(u'/', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        QList<QString> next;
        for (const QString &base : bases) {
            if (!isGlob(part)) {
                next.append(base + u'/' + part);
                continue;
            }
            const QString folder = base.isEmpty() ? u"/"_s : base;
            read.addFolder(folder);
            const QByteArray glob = part.toLocal8Bit();
            const QList<QString> names = QDir(folder).entryList(
                QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
            for (const QString &name : names) {
                if (::fnmatch(glob.constData(), name.toLocal8Bit().constData(), 0) == 0) {
                    next.append(base + u'/' + name);
                }
            }
        }
        bases = next;
    }
    bases.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    return bases;
}

} // namespace quarterdeck
