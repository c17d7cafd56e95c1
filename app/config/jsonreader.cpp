#include "app/config/documentreader.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// A JSON text to a tree with places: QJsonDocument keeps none, and yaml-cpp takes seconds for the target
/// files that large fleets have.
class JsonParser
{
public:
    JsonParser(const QByteArray &text, const SourceFile &file)
        : m_at(text.constData())
        , m_end(text.constData() + text.size())
        , m_lineStart(m_at)
        , m_file(file)
    {
    }

    std::optional<DocumentNode> parse()
    {
        DocumentNode root;
        skipBlanks();
        if (!readValue(root, 0)) {
            return std::nullopt;
        }
        skipBlanks();
        if (m_at != m_end) {
            fail(u"text after the end of the JSON value"_s);
            return std::nullopt;
        }
        return root;
    }

private:
    [[nodiscard]] int column() const
    {
        int characters = 1;
        for (const char *c = m_lineStart; c < m_at; ++c) {
            characters += (static_cast<unsigned char>(*c) & 0xC0) != 0x80 ? 1 : 0;
        }
        return characters;
    }
    /// A file of one long line would make column() quadratic: counts on from the last place asked.
    void place(DocumentNode &node)
    {
        if (m_countedLine != m_lineStart) {
            m_countedLine = m_lineStart;
            m_countedTo = m_lineStart;
            m_counted = 1;
        }
        for (; m_countedTo < m_at; ++m_countedTo) {
            m_counted += (static_cast<unsigned char>(*m_countedTo) & 0xC0) != 0x80 ? 1 : 0;
        }
        node.line = m_line;
        node.column = m_counted;
    }
    bool fail(const QString &message)
    {
        m_file.error(m_line, column(), u"not JSON: %1"_s.arg(message));
        return false;
    }
    void skipBlanks()
    {
        for (; m_at < m_end; ++m_at) {
            if (*m_at == '\n') {
                ++m_line;
                m_lineStart = m_at + 1;
            } else if (*m_at != ' ' && *m_at != '\t' && *m_at != '\r') {
                return;
            }
        }
    }
    [[nodiscard]] bool isAt(char c) const { return m_at < m_end && *m_at == c; }

    bool readValue(DocumentNode &node, int depth)
    {
        if (++m_nodes > DocumentLimits::nodes) {
            return fail(u"more than %1 values"_s.arg(DocumentLimits::nodes));
        }
        if (depth > DocumentLimits::depth) {
            return fail(u"nested deeper than %1 levels"_s.arg(DocumentLimits::depth));
        }
        place(node);
        if (m_at == m_end) {
            return fail(u"the file ends in the middle of a value"_s);
        }
        switch (*m_at) {
        case '{':
            return readObject(node, depth);
        case '[':
            return readArray(node, depth);
        case '"':
            node.kind = DocumentNode::Kind::Scalar;
            node.quoted = true;
            return readString(node.text);
        default:
            return readLiteral(node);
        }
    }
    bool readObject(DocumentNode &node, int depth)
    {
        node.kind = DocumentNode::Kind::Mapping;
        ++m_at;
        skipBlanks();
        if (isAt('}')) {
            ++m_at;
            return true;
        }
        while (true) {
            DocumentNode key;
            key.kind = DocumentNode::Kind::Scalar;
            key.quoted = true;
            place(key);
            if (!isAt('"')) {
                return fail(isAt('}') ? u"a comma before the closing brace"_s
                                      : u"expected a key in quotes"_s);
            }
            if (!readString(key.text)) {
                return false;
            }
            skipBlanks();
            if (!isAt(':')) {
                return fail(u"expected \":\" after the key \"%1\""_s.arg(key.text));
            }
            ++m_at;
            skipBlanks();
            DocumentNode value;
            if (!readValue(value, depth + 1)) {
                return false;
            }
            insert(node, std::move(key), std::move(value));
            skipBlanks();
            if (isAt('}')) {
                ++m_at;
                return true;
            }
            if (!isAt(',')) {
                return fail(u"expected \",\" or \"}\""_s);
            }
            ++m_at;
            skipBlanks();
        }
    }
    void insert(DocumentNode &node, DocumentNode key, DocumentNode value)
    {
        // Objects of target files are small: a scan is cheaper than an index. Bounded for those that are not.
        constexpr std::size_t longestScan = 256;
        if (node.keys.size() <= longestScan) {
            for (std::size_t i = 0; i < node.keys.size(); ++i) {
                if (node.keys[i].text == key.text) {
                    m_file.warning(key,
                                   u"the key \"%1\" stands here twice (first in line %2); this one counts"_s
                                       .arg(key.text)
                                       .arg(node.keys[i].line));
                    node.items[i] = std::move(value);
                    return;
                }
            }
        }
        node.keys.push_back(std::move(key));
        node.items.push_back(std::move(value));
    }
    bool readArray(DocumentNode &node, int depth)
    {
        node.kind = DocumentNode::Kind::Sequence;
        ++m_at;
        skipBlanks();
        if (isAt(']')) {
            ++m_at;
            return true;
        }
        while (true) {
            DocumentNode item;
            if (isAt(']')) {
                return fail(u"a comma before the closing bracket"_s);
            }
            if (!readValue(item, depth + 1)) {
                return false;
            }
            node.items.push_back(std::move(item));
            skipBlanks();
            if (isAt(']')) {
                ++m_at;
                return true;
            }
            if (!isAt(',')) {
                return fail(u"expected \",\" or \"]\""_s);
            }
            ++m_at;
            skipBlanks();
        }
    }
    bool readString(QString &text)
    {
        ++m_at;
        while (true) {
            const char *begin = m_at;
            while (m_at < m_end && *m_at != '"' && *m_at != '\\' &&
                   static_cast<unsigned char>(*m_at) >= 0x20) {
                ++m_at;
            }
            text += QString::fromUtf8(begin, m_at - begin);
            if (m_at == m_end) {
                return fail(u"a text without its closing quote"_s);
            }
            if (*m_at == '"') {
                ++m_at;
                return true;
            }
            if (*m_at != '\\') {
                return fail(u"a line break or control character inside a text"_s);
            }
            ++m_at;
            if (!readEscape(text)) {
                return false;
            }
        }
    }
    bool readEscape(QString &text)
    {
        if (m_at == m_end) {
            return fail(u"a text without its closing quote"_s);
        }
        const char escape = *m_at++;
        switch (escape) {
        case '"':
        case '\\':
        case '/':
            text += QLatin1Char(escape);
            return true;
        case 'b':
            text += u'\b';
            return true;
        case 'f':
            text += u'\f';
            return true;
        case 'n':
            text += u'\n';
            return true;
        case 'r':
            text += u'\r';
            return true;
        case 't':
            text += u'\t';
            return true;
        case 'u': {
            bool isHex = false;
            const ushort unit = QByteArray(m_at, qMin<qsizetype>(4, m_end - m_at)).toUShort(&isHex, 16);
            if (!isHex || m_end - m_at < 4) {
                return fail(u"\"\\u\" needs four hexadecimal digits"_s);
            }
            m_at += 4;
            text += QChar(unit);
            return true;
        }
        default:
            --m_at;
            return fail(u"an unknown escape"_s);
        }
    }
    bool readLiteral(DocumentNode &node)
    {
        const char *begin = m_at;
        while (m_at < m_end && !QByteArrayView(" \t\r\n,]}:[{\"").contains(*m_at)) {
            ++m_at;
        }
        const QByteArray word(begin, m_at - begin);
        if (word == "null") {
            return true;
        }
        bool isNumber = false;
        word.toDouble(&isNumber);
        // toDouble also takes "nan", "inf", "+1" and ".5", which JSON does not know.
        isNumber = isNumber && (word[0] == '-' || (word[0] >= '0' && word[0] <= '9')) && !word.contains('n');
        if (word != "true" && word != "false" && !isNumber) {
            m_at = begin;
            return fail(word.isEmpty() ? u"expected a value"_s
                                       : u"\"%1\" is not a value"_s.arg(QString::fromUtf8(word.left(60))));
        }
        node.kind = DocumentNode::Kind::Scalar;
        node.text = QString::fromLatin1(word);
        return true;
    }

    const char *m_at;
    const char *m_end;
    const char *m_lineStart;
    int m_line = 1;
    const char *m_countedLine = nullptr;
    const char *m_countedTo = nullptr;
    int m_counted = 1;
    qsizetype m_nodes = 0;
    const SourceFile &m_file;
};

} // namespace

std::optional<DocumentNode> readJson(const QByteArray &text, const SourceFile &file)
{
    return JsonParser(text, file).parse();
}

} // namespace quarterdeck
