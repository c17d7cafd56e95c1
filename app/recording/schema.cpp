#include "app/recording/schema.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// Runs of runbooks and the audit log. Times are Unix milliseconds. `owner_*` says which process runs it: a
/// number alone is used again, with its start time and the boot it is not.
const QStringList toFirst{
    u"CREATE TABLE runs("
    "number INTEGER PRIMARY KEY AUTOINCREMENT, runbook TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT "
    "NULL,"
    "subject TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT NOT NULL DEFAULT '', person TEXT NOT NULL,"
    "reason TEXT NOT NULL, parameters TEXT NOT NULL, overrides TEXT NOT NULL, run_values TEXT NOT NULL "
    "DEFAULT '{}',"
    "source BLOB NOT NULL, source_file TEXT NOT NULL, config TEXT NOT NULL DEFAULT '',"
    "started INTEGER NOT NULL, ended INTEGER, acted INTEGER NOT NULL DEFAULT 0, rto_ms INTEGER,"
    "objective_ms INTEGER, acknowledged_by TEXT, acknowledged_reason TEXT, acknowledged INTEGER,"
    "owner_pid INTEGER NOT NULL, owner_start INTEGER NOT NULL, owner_boot TEXT NOT NULL)"_s,
    u"CREATE TABLE run_locks(service TEXT PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(number))"_s,
    u"CREATE TABLE run_services(run INTEGER NOT NULL REFERENCES runs(number), service TEXT NOT NULL,"
    "PRIMARY KEY(service, run)) WITHOUT ROWID"_s,
    u"CREATE TABLE run_steps("
    "run INTEGER NOT NULL REFERENCES runs(number), place TEXT NOT NULL, target TEXT NOT NULL, attempt "
    "INTEGER NOT NULL,"
    "title TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, request TEXT NOT NULL, answer TEXT NOT "
    "NULL DEFAULT '',"
    "detail TEXT NOT NULL DEFAULT '', started INTEGER NOT NULL, ended INTEGER,"
    "PRIMARY KEY(run, place, target, attempt)) WITHOUT ROWID"_s,
    u"CREATE TABLE run_log(run INTEGER NOT NULL REFERENCES runs(number), at INTEGER NOT NULL, text TEXT NOT NULL)"_s,
    u"CREATE INDEX run_log_by_run ON run_log(run)"_s,
    u"CREATE TABLE audit(entry INTEGER PRIMARY KEY, at INTEGER NOT NULL, person TEXT NOT NULL, action TEXT "
    u"NOT NULL,"
    "subject TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)"_s,
    u"CREATE TABLE audit_head(only INTEGER PRIMARY KEY CHECK(only = 1), entries INTEGER NOT NULL, hash TEXT NOT NULL)"_s,
    u"INSERT INTO audit_head VALUES(1, 0, '')"_s,
    u"CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"_s,
    u"CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is "
    "append-only'); END"_s,
};

/// Events, incidents, and what a replay needs. Texts repeat endlessly (a fleet has few instances and few
/// reasons), so an event holds numbers of texts: about 110 bytes a row with its indexes, measured.
const QStringList toSecond{
    u"CREATE TABLE texts(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)"_s,
    u"CREATE TABLE events(number INTEGER PRIMARY KEY, happened INTEGER NOT NULL, recorded INTEGER NOT NULL,"
    "kind INTEGER NOT NULL, subject INTEGER NOT NULL, component INTEGER NOT NULL, service INTEGER NOT NULL,"
    "cluster INTEGER NOT NULL, from_word INTEGER NOT NULL, to_word INTEGER NOT NULL, reason INTEGER NOT NULL,"
    "source INTEGER NOT NULL, inferred INTEGER NOT NULL, pinned INTEGER NOT NULL, incident INTEGER, run INTEGER)"_s,
    u"CREATE INDEX events_by_time ON events(happened)"_s,
    u"CREATE INDEX events_by_subject ON events(subject, happened)"_s,
    u"CREATE INDEX events_by_reason ON events(reason, happened)"_s,
    u"CREATE INDEX events_by_incident ON events(incident, happened) WHERE incident IS NOT NULL"_s,
    u"CREATE TABLE incidents(number INTEGER PRIMARY KEY, detected INTEGER NOT NULL, state TEXT NOT NULL,"
    "pinned INTEGER NOT NULL, title TEXT NOT NULL, document TEXT NOT NULL)"_s,
    u"CREATE INDEX incidents_by_time ON incidents(detected)"_s,
    u"CREATE TABLE keyframes(at INTEGER PRIMARY KEY, instances INTEGER NOT NULL, data BLOB NOT NULL)"_s,
    // The newest points of a series are rows, until there are enough of them for a chunk.
    u"CREATE TABLE signal_points(series INTEGER NOT NULL, at INTEGER NOT NULL, request_rate REAL, "
    u"error_ratio REAL,"
    "p50 REAL, p95 REAL, p99 REAL, PRIMARY KEY(series, at)) WITHOUT ROWID"_s,
    u"CREATE TABLE signal_chunks(series INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
    "points INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY(series, first)) WITHOUT ROWID"_s,
};

/// What people order from a terminal while another process records: that one does it, and answers.
const QStringList toThird{
    u"CREATE TABLE incident_orders(number INTEGER PRIMARY KEY AUTOINCREMENT, asked INTEGER NOT NULL,"
    "document TEXT NOT NULL, answer TEXT)"_s,
    u"CREATE INDEX incident_orders_open ON incident_orders(number) WHERE answer IS NULL"_s,
};

/// Which incident a run is to end, and since when people had been waiting.
const QStringList toFourth{
    u"ALTER TABLE runs ADD COLUMN incident INTEGER"_s,
    u"ALTER TABLE runs ADD COLUMN trouble_began INTEGER"_s,
};

} // namespace

QStringList migrationFrom(int from)
{
    switch (from) {
    case 0:
        return toFirst;
    case 1:
        return toSecond;
    case 2:
        return toThird;
    case 3:
        return toFourth;
    default:
        return {};
    }
}

} // namespace quarterdeck
