#include "app/config/problemlist.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

QString ConfigProblem::toString() const
{
    if (line <= 0) {
        return file + u": "_s + message;
    }
    return u"%1:%2:%3: "_s.arg(file).arg(line).arg(column) + message;
}

void ProblemList::Bounded::add(ConfigProblem problem)
{
    // A file of 10,000 targets that are all wrong the same way needs no 10,000 lines.
    constexpr qsizetype most = 500;
    if (problems.size() >= most) {
        ++more;
    } else if (!problems.contains(problem)) {
        problems.append(std::move(problem));
    }
}

void ProblemList::addError(ConfigProblem problem)
{
    m_isFatal = true;
    addContainedError(std::move(problem));
}

void ProblemList::addContainedError(ConfigProblem problem)
{
    mention(problem.file);
    m_errors.add(std::move(problem));
}

void ProblemList::addWarning(ConfigProblem problem)
{
    mention(problem.file);
    m_warnings.add(std::move(problem));
}

void ProblemList::mention(const QString &file)
{
    if (!m_files.contains(file)) {
        m_files.append(file);
    }
}

QList<ConfigProblem> ProblemList::sorted(const Bounded &bounded, const QString &word) const
{
    QList<ConfigProblem> all = bounded.problems;
    std::stable_sort(all.begin(), all.end(), [this](const ConfigProblem &a, const ConfigProblem &b) {
        return std::tuple(m_files.indexOf(a.file), a.line, a.column) <
               std::tuple(m_files.indexOf(b.file), b.line, b.column);
    });
    if (bounded.more > 0) {
        all.append({m_files.constFirst(), 0, 0, u"and %1 more %2"_s.arg(bounded.more).arg(word)});
    }
    return all;
}

QList<ConfigProblem> ProblemList::errors() const
{
    return sorted(m_errors, u"errors"_s);
}

QList<ConfigProblem> ProblemList::warnings() const
{
    return sorted(m_warnings, u"warnings"_s);
}

} // namespace quarterdeck
