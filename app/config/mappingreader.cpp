#include "app/config/mappingreader.h"

#include "app/config/nearestword.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

MappingReader::MappingReader(const DocumentNode &node, SourceFile file, QString what)
    : m_node(node)
    , m_file(std::move(file))
    , m_what(std::move(what))
    , m_isMapping(node.isMapping())
{
    if (!node.isMapping() && !node.isNull()) {
        m_file.error(node, u"%1 is a mapping of keys to values, found %2"_s.arg(m_what, node.describe()));
    }
}

const DocumentNode *MappingReader::find(QLatin1StringView key)
{
    m_known.append(key);
    const DocumentNode *value = m_isMapping ? m_node.value(QString(key)) : nullptr;
    return value != nullptr && !value->isNull() ? value : nullptr;
}

const DocumentNode *MappingReader::require(QLatin1StringView key)
{
    const DocumentNode *value = find(key);
    if (value == nullptr && (m_isMapping || m_node.isNull())) {
        m_file.error(m_node, u"%1 needs the key \"%2\""_s.arg(m_what, key));
    }
    return value;
}

void MappingReader::ignore(std::span<const QLatin1StringView> keys, const QString &reason)
{
    for (const QLatin1StringView key : keys) {
        m_ignored.append({key, reason});
    }
}

void MappingReader::finish(const QList<QString> &alsoKnown)
{
    for (const DocumentNode &key : m_node.keys) {
        if (m_known.contains(key.text)) {
            continue;
        }
        const auto ignored = std::find_if(m_ignored.cbegin(), m_ignored.cend(),
                                          [&](const Ignored &one) { return one.key == key.text; });
        if (ignored == m_ignored.cend()) {
            QList<QString> candidates = m_known;
            for (const Ignored &one : m_ignored) {
                candidates.append(one.key);
            }
            candidates.append(alsoKnown);
            QString hint = didYouMean(key.text, candidates);
            if (hint.isEmpty()) {
                hint = u"; %1 knows %2"_s.arg(m_what, m_known.join(u", "_s));
            }
            m_file.error(key, u"unknown key \"%1\"%2"_s.arg(key.text, hint));
            continue;
        }
        m_file.warning(key, u"\"%1\" is ignored: %2"_s.arg(key.text, ignored->reason));
    }
}

} // namespace quarterdeck
