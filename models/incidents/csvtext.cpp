#include "models/incidents/csvtext.h"

#include "models/incidents/plaintext.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

QString csvCell(const QString &text)
{
    QStringList lines;
    for (const QString &line : plainText(text).split(u'\n')) {
        // A program that takes cells for formulas does so by their first character, and where it splits lines
        // in its own way, by that of each.
        const QString begin = line.trimmed().left(1);
        bool isNumber = false;
        line.toDouble(&isNumber);
        const bool isFormula = !begin.isEmpty() && u"=+-@＝＋－＠"_s.contains(begin) && !isNumber;
        lines.append(isFormula ? u'\'' + line : line);
    }
    QString cell = lines.join(u'\n');
    if (cell.contains(u'"') || cell.contains(u',') || cell.contains(u'\n') || cell.contains(u';')) {
        cell.replace(u'"', u"\"\""_s);
        cell = u'"' + cell + u'"';
    }
    return cell;
}

QString csvRow(const QStringList &cells)
{
    QStringList escaped;
    for (const QString &cell : cells) {
        escaped.append(csvCell(cell));
    }
    return escaped.join(u',') + u"\r\n"_s;
}

} // namespace quarterdeck
