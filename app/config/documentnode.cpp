#include "app/config/documentnode.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

const DocumentNode *DocumentNode::value(QStringView key) const
{
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i].text == key) {
            return &items[i];
        }
    }
    return nullptr;
}

QString DocumentNode::describe() const
{
    switch (kind) {
    case Kind::Null:
        return u"nothing"_s;
    case Kind::Sequence:
        return u"a list"_s;
    case Kind::Mapping:
        return u"a mapping"_s;
    case Kind::Scalar:
        break;
    }
    constexpr qsizetype longest = 60;
    return u'"' + (text.size() > longest ? QString(text.left(longest) + u"…"_s) : text) + u'"';
}

} // namespace quarterdeck
