#include "models/fleet/filterlexer.h"

namespace quarterdeck {

namespace {

bool isKeyLetter(QChar letter, bool first)
{
    const bool isLetter =
        (letter >= u'a' && letter <= u'z') || (letter >= u'A' && letter <= u'Z') || letter == u'_';
    return isLetter || (!first && letter >= u'0' && letter <= u'9');
}

class FilterLexer
{
public:
    explicit FilterLexer(const QString &text) : m_text(text) {}

    QList<FilterWord> words()
    {
        QList<FilterWord> words;
        while (skipBlanks()) {
            words.append(word());
        }
        return words;
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] QChar peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text.at(m_at + ahead) : QChar();
    }

    bool skipBlanks()
    {
        while (!atEnd() && peek().isSpace()) {
            ++m_at;
        }
        return !atEnd();
    }

    FilterWord word()
    {
        FilterWord word;
        word.position = m_at;
        if (peek() == u'!' && m_at + 1 < m_text.size() && !peek(1).isSpace()) {
            word.negated = true;
            ++m_at;
        }
        word.keyPosition = m_at;
        qsizetype keyEnd = m_at;
        while (keyEnd < m_text.size() && isKeyLetter(m_text.at(keyEnd), keyEnd == m_at)) {
            ++keyEnd;
        }
        if (const auto [op, size] = operatorAt(keyEnd); keyEnd > m_at && op != FilterOperator::None) {
            word.key = m_text.mid(m_at, keyEnd - m_at);
            word.op = op;
            m_at = keyEnd + size;
            word.valuesPosition = m_at;
            do {
                word.values.append(value(word, true));
            } while (peek() == u',' && ++m_at <= m_text.size());
        } else {
            word.valuesPosition = m_at;
            word.values.append(value(word, false));
        }
        word.length = m_at - word.position;
        return word;
    }

    [[nodiscard]] std::pair<FilterOperator, qsizetype> operatorAt(qsizetype at) const
    {
        const auto letter = [this](qsizetype index) {
            return index < m_text.size() ? m_text.at(index) : QChar();
        };
        // "error:>5%" is as good as "error>5%".
        const qsizetype colon =
            letter(at) == u':' && (letter(at + 1) == u'>' || letter(at + 1) == u'<') ? 1 : 0;
        const bool orEqual = letter(at + colon + 1) == u'=';
        if (letter(at + colon) == u'>') {
            return {orEqual ? FilterOperator::GreaterOrEqual : FilterOperator::Greater,
                    colon + (orEqual ? 2 : 1)};
        }
        if (letter(at + colon) == u'<') {
            return {orEqual ? FilterOperator::LessOrEqual : FilterOperator::Less, colon + (orEqual ? 2 : 1)};
        }
        if (letter(at) == u':' || letter(at) == u'=') {
            return {FilterOperator::Is, 1};
        }
        if (letter(at) == u'~') {
            return {FilterOperator::Contains, 1};
        }
        return {FilterOperator::None, 0};
    }

    /// Quotes may stand anywhere in a value, as in label:zone="eu west"; a backslash in quotes takes the next
    /// character as it is.
    FilterValue value(FilterWord &word, bool inList)
    {
        FilterValue value;
        value.position = m_at;
        if (inList && peek() == u'!') {
            value.negated = true;
            ++m_at;
        }
        while (!atEnd() && !peek().isSpace() && !(inList && peek() == u',')) {
            if (peek() == u'"') {
                quoted(word, value);
            } else {
                value.text += peek();
                ++m_at;
            }
        }
        value.length = m_at - value.position;
        return value;
    }

    void quoted(FilterWord &word, FilterValue &value)
    {
        const qsizetype start = m_at;
        for (++m_at; !atEnd(); ++m_at) {
            if (peek() == u'"') {
                ++m_at;
                return;
            }
            if (peek() == u'\\' && m_at + 1 < m_text.size()) {
                ++m_at;
            }
            value.text += peek();
        }
        word.unterminatedQuote = true;
        word.quotePosition = start;
    }

    const QString &m_text;
    qsizetype m_at = 0;
};

} // namespace

QList<FilterWord> lexFilter(const QString &text)
{
    return FilterLexer(text).words();
}

} // namespace quarterdeck
