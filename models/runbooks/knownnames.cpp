#include "models/runbooks/knownnames.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

const QStringList &instanceParts()
{
    static const QStringList parts{u"url"_s, u"host"_s, u"service"_s, u"cluster"_s, u"job"_s};
    return parts;
}

} // namespace

void KnownNames::define(const QString &name, As what)
{
    m_names.insert(name);
    if (what == As::Instance) {
        m_instances.insert(name);
    }
}

void KnownNames::forget(const QString &name)
{
    m_names.remove(name);
    m_instances.remove(name);
}

std::optional<DefinitionProblem> KnownNames::problemOf(const QString &name, SourcePlace at,
                                                       const QString &where) const
{
    const QString base = name.section(u'.', 0, 0);
    const QString part = name.section(u'.', 1);
    if (m_names.contains(name)) {
        return std::nullopt;
    }
    DefinitionProblem problem{at, {}, u"${"_s + name, name, {}};
    if (m_instances.contains(base)) {
        if (instanceParts().contains(part) || (part.startsWith("label."_L1) && part.size() > 6)) {
            return std::nullopt;
        }
        problem.message = u"%1 names \"%2\": of an instance there are %3 and label.NAME"_s.arg(
            where, name, instanceParts().join(u", "_s));
        for (const QString &known : instanceParts()) {
            problem.candidates.append(base + u'.' + known);
        }
    } else if (base == "instance"_L1) {
        problem.message =
            u"%1 names \"%2\", which is known only within a parallel step and where a lookup asks any of a set"_s
                .arg(where, name);
    } else if (m_later.contains(name)) {
        problem.message = u"%1 names \"%2\", which only a later step sets"_s.arg(where, name);
    } else {
        problem.message =
            u"%1 names \"%2\", which is no parameter and is found by no lookup or step before it"_s.arg(where,
                                                                                                        name);
        problem.candidates = {m_names.cbegin(), m_names.cend()};
        for (const QString &instance : m_instances) {
            for (const QString &known : instanceParts()) {
                problem.candidates.append(instance + u'.' + known);
            }
        }
        problem.candidates.sort();
    }
    return problem;
}

} // namespace quarterdeck
