#pragma once

#include "app/config/configuration.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace quarterdeck {

/// A folder of configuration files for one test.
class ConfigFolder
{
public:
    QString write(const QString &name, const QByteArray &content)
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            qFatal("cannot write %s", qPrintable(path));
        }
        return path;
    }
    [[nodiscard]] QString path(const QString &name = {}) const
    {
        return name.isEmpty() ? m_folder.path() : m_folder.filePath(name);
    }

    /// Writes and loads fleet.yml; problems name it "fleet.yml".
    ConfigurationResult load(const QByteArray &content)
    {
        return loadFile(write(QStringLiteral("fleet.yml"), content));
    }
    ConfigurationResult loadFile(const QString &file)
    {
        InstanceNumbering numbering;
        ConfigurationResult result = loadConfiguration(file, numbering);
        for (QList<ConfigProblem> *problems : {&result.errors, &result.warnings}) {
            for (ConfigProblem &problem : *problems) {
                problem.file.remove(m_folder.path() + QLatin1Char('/'));
                problem.message.replace(m_folder.path(), QStringLiteral("FOLDER"));
            }
        }
        return result;
    }

private:
    QTemporaryDir m_folder;
};

inline QStringList lines(const QList<ConfigProblem> &problems)
{
    QStringList texts;
    for (const ConfigProblem &problem : problems) {
        texts.append(problem.toString());
    }
    return texts;
}

} // namespace quarterdeck
