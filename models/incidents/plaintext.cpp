#include "models/incidents/plaintext.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

QString plainText(const QString &text)
{
    QString plain;
    plain.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            const char32_t whole = QChar::surrogateToUcs4(c, text[i + 1]);
            if (QChar::category(whole) != QChar::Other_Format) { // tags that nobody sees
                plain += c;
                plain += text[i + 1];
            }
            ++i;
        } else if (c == u'\n' || c == QChar::LineSeparator || c == QChar::ParagraphSeparator) {
            plain += u'\n';
        } else if (c == u'\t') {
            plain += u' ';
        } else if (c.isSurrogate()) {
            plain += QChar::ReplacementCharacter;
        } else if (c.category() != QChar::Other_Control && c.category() != QChar::Other_Format) {
            plain += c;
        }
    }
    return plain;
}

QString shortened(const QString &text, qsizetype most)
{
    if (text.size() <= most) {
        return text;
    }
    const qsizetype kept = text[most - 1].isHighSurrogate() ? most - 1 : most;
    return u"%1… (%2 more characters)"_s.arg(text.left(kept), QString::number(text.size() - kept));
}

} // namespace quarterdeck
