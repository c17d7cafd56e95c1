#include "app/recording/auditlog.h"

#include "app/recording/recordtime.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

AuditEntry entryOf(const QSqlQuery &row)
{
    AuditEntry entry;
    entry.entry = row.value(0).toLongLong();
    entry.at = toWallTime(row.value(1).toLongLong());
    entry.person = row.value(2).toString();
    entry.action = row.value(3).toString();
    entry.subject = row.value(4).toString();
    entry.detail = QJsonDocument::fromJson(row.value(5).toString().toUtf8()).object();
    entry.previous = row.value(6).toString();
    entry.hash = row.value(7).toString();
    return entry;
}

const QString auditColumns = u"entry, at, person, action, subject, detail, previous, hash"_s;

} // namespace

QByteArray AuditEntry::canonical() const
{
    // QJsonObject keeps its keys sorted, so the same entry always has the same bytes.
    return QJsonDocument(QJsonObject{{u"entry"_s, QString::number(entry)},
                                     {u"at"_s, QString::number(toMilliseconds(at))},
                                     {u"person"_s, person},
                                     {u"action"_s, action},
                                     {u"subject"_s, subject},
                                     {u"detail"_s, detail}})
        .toJson(QJsonDocument::Compact);
}

QString AuditEntry::computedHash() const
{
    QCryptographicHash digest(QCryptographicHash::Sha256);
    digest.addData(previous.toUtf8());
    digest.addData(QByteArrayLiteral("\n"));
    digest.addData(canonical());
    return QString::fromLatin1(digest.result().toHex());
}

QString AuditLog::append(AuditEntry entry)
{
    QString problem;
    auto head = m_database.run(u"SELECT entries, hash FROM audit_head"_s, {}, &problem);
    if (!head) {
        return problem;
    }
    if (!head->next()) {
        return u"the audit log has lost its head"_s;
    }
    entry.entry = head->value(0).toLongLong() + 1;
    entry.previous = head->value(1).toString();
    head->finish();
    entry.hash = entry.computedHash();
    const bool done =
        m_database
            .run(u"INSERT INTO audit(%1) VALUES(?,?,?,?,?,?,?,?)"_s.arg(auditColumns),
                 {entry.entry, toMilliseconds(entry.at), entry.person, entry.action, entry.subject,
                  QString::fromUtf8(QJsonDocument(entry.detail).toJson(QJsonDocument::Compact)),
                  entry.previous, entry.hash},
                 &problem)
            .has_value() &&
        m_database.run(u"UPDATE audit_head SET entries=?, hash=?"_s, {entry.entry, entry.hash}, &problem)
            .has_value();
    return done ? QString() : problem;
}

AuditLog::Verdict AuditLog::verify() const
{
    Verdict verdict;
    QString problem;
    // One transaction, or a console that appends meanwhile would make head and entries differ.
    m_database.run(u"BEGIN"_s, {}, &problem);
    const auto broken = [&verdict](qint64 entry, const QString &why) {
        verdict.brokenAt = entry;
        verdict.problem = why;
    };
    auto rows = m_database.run(u"SELECT %1 FROM audit ORDER BY entry"_s.arg(auditColumns), {}, &problem);
    QString previous;
    while (rows && verdict.problem.isEmpty() && rows->next()) {
        const AuditEntry entry = entryOf(*rows);
        const qint64 expected = verdict.entries + 1;
        if (entry.entry != expected) {
            broken(expected, u"entry %1 is missing: entry %2 follows entry %3"_s.arg(expected)
                                 .arg(entry.entry)
                                 .arg(verdict.entries));
        } else if (entry.previous != previous) {
            broken(entry.entry,
                   u"entry %1 does not follow from entry %2: its previous hash is another"_s.arg(entry.entry)
                       .arg(verdict.entries));
        } else if (entry.hash != entry.computedHash()) {
            broken(entry.entry,
                   u"entry %1 was changed: its hash is not that of its content"_s.arg(entry.entry));
        } else {
            previous = entry.hash;
            verdict.entries = expected;
        }
    }
    if (!rows) {
        broken(0, problem);
    } else {
        rows->finish();
        auto head = m_database.run(u"SELECT entries, hash FROM audit_head"_s, {}, &problem);
        if (verdict.problem.isEmpty() && (!head || !head->next())) {
            broken(verdict.entries, u"the log's head is missing"_s);
        } else if (verdict.problem.isEmpty() && (head->value(0).toLongLong() != verdict.entries ||
                                                 head->value(1).toString() != previous)) {
            broken(verdict.entries + 1,
                   u"entries after %1 are missing: the log was %2 long"_s.arg(verdict.entries)
                       .arg(head->value(0).toLongLong()));
        }
        if (head) {
            head->finish();
        }
    }
    QString ignored;
    m_database.run(u"COMMIT"_s, {}, &ignored);
    return verdict;
}

QList<AuditEntry> AuditLog::tail(int limit) const
{
    QList<AuditEntry> entries;
    QString problem;
    auto rows = m_database.run(u"SELECT %1 FROM audit ORDER BY entry DESC LIMIT ?"_s.arg(auditColumns),
                               {limit}, &problem);
    while (rows && rows->next()) {
        entries.prepend(entryOf(*rows));
    }
    return entries;
}

} // namespace quarterdeck
