#include "app/recording/textpool.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr qsizetype mostCached = 200'000; ///< beyond this begin anew: reasons can hold numbers

} // namespace

qint64 TextPool::number(const QString &text, QString *problem)
{
    if (text.isEmpty()) {
        return 0;
    }
    const auto known = m_numbers.constFind(text);
    if (known != m_numbers.constEnd()) {
        return *known;
    }
    if (m_numbers.size() > mostCached) {
        m_numbers.clear();
    }
    qint64 number = 0;
    auto found = m_database.run(u"SELECT id FROM texts WHERE text=?"_s, {text}, problem);
    if (found && found->next()) {
        number = found->value(0).toLongLong();
    } else if (auto added = m_database.run(u"INSERT INTO texts(text) VALUES(?)"_s, {text}, problem)) {
        number = added->lastInsertId().toLongLong();
    } else {
        return 0;
    }
    m_numbers.insert(text, number);
    return number;
}

QString TextPool::text(qint64 number)
{
    if (number <= 0) {
        return {};
    }
    const auto index = static_cast<std::size_t>(number);
    if (index >= m_texts.size()) {
        load();
    }
    return index < m_texts.size() ? m_texts[index] : QString();
}

void TextPool::load()
{
    QString problem;
    const auto from = static_cast<qint64>(m_texts.size());
    auto rows = m_database.run(u"SELECT id, text FROM texts WHERE id>=? ORDER BY id"_s, {from}, &problem);
    while (rows && rows->next()) {
        const auto index = static_cast<std::size_t>(rows->value(0).toLongLong());
        if (m_texts.size() <= index) {
            m_texts.resize(index + 1);
        }
        m_texts[index] = rows->value(1).toString();
    }
}

} // namespace quarterdeck
