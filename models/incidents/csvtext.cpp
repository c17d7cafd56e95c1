#include "models/incidents/csvtext.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

QString csvCell(const QString &text)
{
    QString cell = text;
    bool isNumber = false;
    text.toDouble(&isNumber);
    if (!cell.isEmpty() && u"=+-@\t\r"_s.contains(cell.front()) && !isNumber) {
        cell.prepend(u'\'');
    }
    if (cell.contains(u'"') || cell.contains(u',') || cell.contains(u'\n') || cell.contains(u'\r') ||
        cell.contains(u';')) {
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
