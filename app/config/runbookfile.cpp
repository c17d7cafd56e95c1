#include "app/config/runbookfile.h"

#include "app/config/documentreader.h"
#include "app/config/nearestword.h"
#include "app/config/runbookheadreader.h"
#include "models/runbooks/definitioncheck.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// Why a file must not be trusted, empty when it may.
QString permissionProblem(const QString &path)
{
    struct stat status = {};
    const QString folder = QFileInfo(path).absolutePath();
    if (::stat(QFile::encodeName(path).constData(), &status) != 0) {
        return {};
    }
    if ((status.st_mode & S_IWOTH) != 0) {
        return u"anybody may write this file, so anybody would decide what the console does (chmod o-w)"_s;
    }
    if ((status.st_mode & S_IWGRP) != 0 && status.st_gid != ::getegid()) {
        return u"its group may write this file, and it is not your group (chmod g-w)"_s;
    }
    if (::stat(QFile::encodeName(folder).constData(), &status) == 0 && (status.st_mode & S_IWOTH) != 0 &&
        (status.st_mode & S_ISVTX) == 0) {
        return u"anybody may replace this file, because anybody may write its folder %1 (chmod o-w)"_s.arg(
            folder);
    }
    return {};
}

/// Where a reference stands within the value that begins at `at`; `at` where it is written in another way.
SourcePlace placeOfReference(const QStringList &lines, SourcePlace at, const QString &reference)
{
    if (reference.isEmpty() || at.line < 1) {
        return at;
    }
    qsizetype column = std::max(0, at.column - 1);
    for (qsizetype line = at.line - 1; line < lines.size(); ++line, column = 0) {
        const QString &text = lines.at(line);
        for (qsizetype found = text.indexOf(reference, column); found >= 0;
             found = text.indexOf(reference, found + 1)) {
            const QChar after =
                found + reference.size() < text.size() ? text.at(found + reference.size()) : u' ';
            const bool isEscaped = found > 0 && text.at(found - 1) == u'$';
            if (!isEscaped && (after == u'}' || after == u'|')) {
                return {int(line) + 1, int(found) + 1};
            }
        }
    }
    return at;
}

void reportProblems(const RunbookDefinition &runbook, const QByteArray &text, const SourceFile &file)
{
    const QStringList lines = QString::fromUtf8(text).split(u'\n');
    QSet<std::pair<std::pair<int, int>, QString>> told;
    for (const DefinitionProblem &problem : problemsOf(runbook)) {
        const SourcePlace at = placeOfReference(lines, problem.at, problem.reference);
        const QString word = problem.word.isEmpty() ? problem.reference.mid(2) : problem.word;
        const std::pair<std::pair<int, int>, QString> key{{at.line, at.column}, word};
        if (!told.contains(key) || word.isEmpty()) {
            told.insert(key);
            file.error(at.line, at.column, problem.message + didYouMean(word, problem.candidates));
        }
    }
}

} // namespace

RunbookFile readRunbook(const QByteArray &text, const QString &path, const QString &folder)
{
    RunbookFile result;
    result.path = path;
    ProblemList problems;
    SourceFile file;
    file.shown = path;
    file.folder = folder;
    file.problems = &problems;
    std::optional<RunbookDefinition> runbook;
    if (const auto root = readYaml(text, file)) {
        if (root->isNull()) {
            file.error(0, 0,
                       u"the file is empty: a runbook needs at least id, title, steps and verification"_s);
        } else {
            runbook = readRunbookDefinition(*root, file);
            runbook->file = path;
            runbook->folder = folder;
            runbook->source = text;
            reportProblems(*runbook, text, file);
        }
    }
    result.errors = problems.errors();
    result.warnings = problems.warnings();
    if (runbook && result.errors.isEmpty()) {
        result.runbook = std::make_shared<const RunbookDefinition>(std::move(*runbook));
    }
    return result;
}

RunbookFile readRunbookFile(const QString &path)
{
    QString reason;
    const auto bytes = readBounded(path, &reason);
    RunbookFile result;
    result.path = path;
    if (!bytes) {
        result.errors.append({path, 0, 0, u"the file "_s + reason});
        return result;
    }
    if (!path.startsWith(u':')) {
        const QString problem = permissionProblem(path);
        if (!problem.isEmpty()) {
            result.errors.append({path, 0, 0, problem});
            return result;
        }
    }
    return readRunbook(*bytes, path, QFileInfo(path).absolutePath());
}

bool looksLikeRunbook(const QString &path)
{
    QString reason;
    const auto bytes = readBounded(path, &reason);
    if (!bytes) {
        return false;
    }
    ProblemList problems;
    SourceFile file;
    file.shown = path;
    file.problems = &problems;
    const auto root = readYaml(*bytes, file);
    return root && root->isMapping() &&
           (root->value(u"steps") != nullptr ||
            (root->value(u"id") != nullptr && root->value(u"title") != nullptr));
}

} // namespace quarterdeck
