#include "tests/support/printers.h"

namespace quarterdeck::test {

namespace {

void appendLines(const QAbstractItemModel &model, int role, const QModelIndex &parent, int depth,
                 QStringList &lines)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(parent); ++column) {
            cells += model.index(row, column, parent).data(role).toString();
        }
        lines += QString(depth * 2, QLatin1Char(' ')) + cells.join(QStringLiteral(" | "));
        appendLines(model, role, model.index(row, 0, parent), depth + 1, lines);
    }
}

} // namespace

QStringList modelLines(const QAbstractItemModel &model, int role, const QModelIndex &parent)
{
    QStringList lines;
    appendLines(model, role, parent, 0, lines);
    return lines;
}

} // namespace quarterdeck::test
