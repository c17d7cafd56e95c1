#pragma once

#include "app/recording/database.h"

#include <QHash>

#include <vector>

namespace quarterdeck {

/// The numbers that stand for texts in the record. Belongs to the thread of its connection.
class TextPool
{
public:
    explicit TextPool(Database &database) : m_database(database) {}

    /// The number of a text, which is added where it is new; within a transaction. 0 stands for the empty
    /// text.
    qint64 number(const QString &text, QString *problem);
    /// What was added in a transaction that failed is not there.
    void forget() { m_numbers.clear(); }
    /// The text of a number; empty where there is none.
    QString text(qint64 number);

private:
    void load();

    Database &m_database;
    QHash<QString, qint64> m_numbers;
    std::vector<QString> m_texts; ///< by number, as far as they were read
};

} // namespace quarterdeck
