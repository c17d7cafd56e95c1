#include "app/config/documentreader.h"

#include <QHash>
#include <QSet>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <istream>
#include <streambuf>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// Ends the parser from inside one of its events.
struct Stop
{
    int line;
    int column;
    QString message;
};

/// yaml-cpp counts columns in bytes; people and editors count characters.
class LineIndex
{
public:
    explicit LineIndex(const QByteArray &text) : m_text(text)
    {
        m_starts.append(0);
        for (qsizetype at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            m_starts.append(at + 1);
        }
    }
    [[nodiscard]] int column(const YAML::Mark &mark) const
    {
        if (mark.line < 0 || mark.line >= m_starts.size()) {
            return mark.column + 1;
        }
        const qsizetype start = m_starts[mark.line];
        const qsizetype end = qMin<qsizetype>(m_text.size(), start + mark.column);
        int continuationBytes = 0;
        for (qsizetype i = start; i < end; ++i) {
            continuationBytes += (static_cast<unsigned char>(m_text[i]) & 0xC0) == 0x80 ? 1 : 0;
        }
        return mark.column + 1 - continuationBytes;
    }

    [[nodiscard]] QByteArray line(int number) const
    {
        if (number < 0 || number >= m_starts.size()) {
            return {};
        }
        const qsizetype end = number + 1 < m_starts.size() ? m_starts[number + 1] : m_text.size();
        return m_text.mid(m_starts[number], end - m_starts[number]);
    }

private:
    const QByteArray &m_text;
    QList<qsizetype> m_starts;
};

class TreeBuilder final : public YAML::EventHandler
{
public:
    TreeBuilder(const QByteArray &text, const SourceFile &file) : m_lines(text), m_file(file) {}

    [[nodiscard]] DocumentNode takeRoot() { return std::move(m_root); }

    void OnDocumentStart(const YAML::Mark &) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override { add(make(mark), anchor); }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        const auto known = m_anchors.constFind(anchor);
        if (known == m_anchors.constEnd()) {
            const DocumentNode at = make(mark);
            throw Stop{at.line, at.column, u"an alias inside the value that it stands for"_s};
        }
        const DocumentNode at = make(mark);
        m_nodes += known->size;
        m_aliasedNodes += known->size;
        if (m_aliasedNodes > DocumentLimits::aliasedNodes) {
            throw Stop{at.line, at.column,
                       u"the aliases stand for more than %1 values"_s.arg(DocumentLimits::aliasedNodes)};
        }
        checkCount(at);
        if (static_cast<int>(m_open.size()) + known->depth > DocumentLimits::depth) {
            throw Stop{at.line, at.column, tooDeep()};
        }
        attach(DocumentNode(known->node), known->size, known->depth);
    }
    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        DocumentNode node = make(mark);
        node.kind = DocumentNode::Kind::Scalar;
        node.quoted = tag != "?";
        node.text = QString::fromStdString(value);
        add(std::move(node), anchor);
    }
    void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(mark, anchor, DocumentNode::Kind::Sequence);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(mark, anchor, DocumentNode::Kind::Mapping);
    }
    void OnMapEnd() override
    {
        checkKeys(m_open.back().node);
        close();
    }

private:
    struct Known
    {
        DocumentNode node;
        qsizetype size = 1; ///< nodes, itself included
        int depth = 0;
    };
    struct Open
    {
        DocumentNode node;
        YAML::anchor_t anchor = 0;
        qsizetype size = 1;
        int depth = 0;
    };

    static QString tooDeep() { return u"nested deeper than %1 levels"_s.arg(DocumentLimits::depth); }

    [[nodiscard]] DocumentNode make(const YAML::Mark &mark) const
    {
        DocumentNode node;
        node.line = mark.line + 1;
        node.column = m_lines.column(mark);
        return node;
    }
    void checkCount(const DocumentNode &at) const
    {
        if (m_nodes > DocumentLimits::nodes) {
            throw Stop{at.line, at.column, u"more than %1 values"_s.arg(DocumentLimits::nodes)};
        }
    }
    void open(const YAML::Mark &mark, YAML::anchor_t anchor, DocumentNode::Kind kind)
    {
        DocumentNode node = make(mark);
        node.kind = kind;
        ++m_nodes;
        checkCount(node);
        if (m_open.size() >= DocumentLimits::depth) {
            throw Stop{node.line, node.column, tooDeep()};
        }
        m_open.push_back({std::move(node), anchor, 1, 0});
    }
    void close()
    {
        Open done = std::move(m_open.back());
        m_open.pop_back();
        if (done.anchor != 0) {
            m_anchors.insert(done.anchor, {done.node, done.size, done.depth + 1});
        }
        attach(std::move(done.node), done.size, done.depth + 1);
    }
    void add(DocumentNode node, YAML::anchor_t anchor)
    {
        ++m_nodes;
        checkCount(node);
        if (anchor != 0) {
            m_anchors.insert(anchor, {node, 1, 0});
        }
        attach(std::move(node), 1, 0);
    }
    void attach(DocumentNode node, qsizetype size, int depth)
    {
        if (m_open.empty()) {
            m_root = std::move(node);
            return;
        }
        Open &parent = m_open.back();
        parent.size += size;
        parent.depth = qMax(parent.depth, depth);
        const bool isKey = parent.node.isMapping() && parent.node.keys.size() == parent.node.items.size();
        (isKey ? parent.node.keys : parent.node.items).push_back(std::move(node));
    }
    void checkKeys(DocumentNode &mapping)
    {
        QHash<QString, int> firstLines;
        bool hasMerge = false;
        for (const DocumentNode &key : mapping.keys) {
            if (!key.isScalar()) {
                throw Stop{key.line, key.column, u"a key must be a word, found %1"_s.arg(key.describe())};
            }
            if (key.text == "<<"_L1 && !key.quoted) {
                hasMerge = true;
                continue;
            }
            const auto first = firstLines.constFind(key.text);
            if (first != firstLines.constEnd()) {
                m_file.error(
                    key, u"the key \"%1\" stands here twice (first in line %2)"_s.arg(key.text).arg(*first));
            } else {
                firstLines.insert(key.text, key.line);
            }
        }
        if (hasMerge) {
            merge(mapping);
        }
    }
    /// `<<: *defaults`: keys that the mapping has itself win, then those of the earlier merged mapping
    /// (https://yaml.org/type/merge.html).
    static void merge(DocumentNode &mapping)
    {
        DocumentNode merged = mapping;
        merged.keys.clear();
        merged.items.clear();
        QSet<QString> present;
        std::vector<const DocumentNode *> sources;
        for (std::size_t i = 0; i < mapping.keys.size(); ++i) {
            const DocumentNode &key = mapping.keys[i];
            if (key.text != "<<"_L1 || key.quoted) {
                present.insert(key.text);
                merged.keys.push_back(key);
                merged.items.push_back(mapping.items[i]);
                continue;
            }
            const DocumentNode &value = mapping.items[i];
            if (value.isMapping()) {
                sources.push_back(&value);
            }
            for (const DocumentNode &item : value.items) {
                if (value.isSequence() && item.isMapping()) {
                    sources.push_back(&item);
                } else if (value.isSequence()) {
                    throw Stop{item.line, item.column, notAMapping()};
                }
            }
            if (!value.isMapping() && !value.isSequence()) {
                throw Stop{key.line, key.column, notAMapping()};
            }
        }
        for (const DocumentNode *source : sources) {
            for (std::size_t i = 0; i < source->keys.size(); ++i) {
                if (!present.contains(source->keys[i].text)) {
                    present.insert(source->keys[i].text);
                    merged.keys.push_back(source->keys[i]);
                    merged.items.push_back(source->items[i]);
                }
            }
        }
        mapping = std::move(merged);
    }
    static QString notAMapping() { return u"\"<<\" takes a mapping or a list of mappings"_s; }

    LineIndex m_lines;
    const SourceFile &m_file;
    DocumentNode m_root;
    std::vector<Open> m_open;
    QHash<YAML::anchor_t, Known> m_anchors;
    qsizetype m_nodes = 0;
    qsizetype m_aliasedNodes = 0;
};

/// Lets yaml-cpp read the bytes where they are.
class ByteBuffer final : public std::streambuf
{
public:
    explicit ByteBuffer(const QByteArray &text)
    {
        auto *begin = const_cast<char *>(text.constData()); // the interface's signature; it is only read
        setg(begin, begin, begin + text.size());
    }
};

/// yaml-cpp's words and place, except for the mistake that it tells worst: a tab in the indentation.
void report(const YAML::Exception &exception, const LineIndex &lines, const SourceFile &file)
{
    const int line = exception.mark.line;
    const QByteArray content = lines.line(line);
    for (qsizetype i = 0; i < content.size() && (content[i] == ' ' || content[i] == '\t'); ++i) {
        if (content[i] == '\t') {
            file.error(line + 1, static_cast<int>(i) + 1,
                       u"not YAML: a tab in the indentation (indent with spaces)"_s);
            return;
        }
    }
    file.error(line + 1, lines.column(exception.mark),
               u"not YAML: %1"_s.arg(QString::fromStdString(exception.msg)));
}

} // namespace

std::optional<DocumentNode> readYaml(const QByteArray &text, const SourceFile &file)
{
    const qsizetype zero = text.indexOf('\0');
    if (zero >= 0 && !text.startsWith("\xFF\xFE") && !text.startsWith("\xFE\xFF")) {
        file.error(static_cast<int>(text.left(zero).count('\n')) + 1, 1,
                   u"not a text file: it has a zero byte"_s);
        return std::nullopt;
    }
    TreeBuilder builder(text, file);
    try {
        ByteBuffer buffer(text);
        std::istream stream(&buffer);
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) {
            return DocumentNode{};
        }
        if (parser) {
            file.problems->addWarning(
                {file.shown, 0, 0, u"only the first document of this file is read (split at \"---\")"_s});
        }
    } catch (const Stop &stop) {
        file.error(stop.line, stop.column, stop.message);
        return std::nullopt;
    } catch (const YAML::Exception &exception) {
        report(exception, LineIndex(text), file);
        return std::nullopt;
    } catch (const std::exception &exception) {
        file.error(0, 0, u"cannot be read as YAML: %1"_s.arg(QString::fromLocal8Bit(exception.what())));
        return std::nullopt;
    }
    return builder.takeRoot();
}

} // namespace quarterdeck
