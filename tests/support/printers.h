#pragma once

#include <QAbstractItemModel>
#include <QStringList>

namespace quarterdeck::test {

/// A model as lines, for comparing with what a test expects: children indented by two blanks, columns
/// separated by " | ".
QStringList modelLines(const QAbstractItemModel &model, int role = Qt::DisplayRole,
                       const QModelIndex &parent = {});

} // namespace quarterdeck::test
