#pragma once

#include "models/fleet/target.h"
#include "models/incidents/incidenttiming.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>
#include <optional>

namespace quarterdeck {

class SignalRecognisers;
class BreakerConventions;

/// Something wrong (or noteworthy) at a place of a file; line and column count from 1, 0 when there is none.
struct ConfigProblem
{
    QString file;
    int line = 0;
    int column = 0;
    QString message;
    bool operator==(const ConfigProblem &) const = default;
    [[nodiscard]] QString toString() const; ///< "fleet.yml:12:7: unknown key ..."
};

/// The targets of a job after discovery and relabelling, for `check`.
struct JobTargets
{
    QString name;
    QList<QString> targets; ///< host:port
};

/// How long the record keeps what happened; `record:` of fleet.yml.
struct RecordKeeping
{
    std::chrono::hours age{30 * 24};
    qint64 bytes = qint64(2) * 1000 * 1000 * 1000;
    bool operator==(const RecordKeeping &) const = default;
};

/// A validated configuration, with all files that it was read from.
struct Configuration
{
    QString path; ///< the file it was asked for
    FleetDefinition fleet;
    bool readOnly = false;    ///< this fleet is looked at and not acted on
    IncidentTiming incidents; ///< when incidents open and end
    RecordKeeping record;
    std::shared_ptr<const SignalRecognisers> signalRecognisers;   ///< built-in and configured ones
    std::shared_ptr<const BreakerConventions> breakerConventions; ///< built-in and configured ones
    QList<JobTargets> jobs;
    QString runbooksFolder;      ///< absolute, empty when none
    QList<QString> files;        ///< every file read, absolute: what is watched
    QList<QString> folders;      ///< folders in which a glob may find new files: watched too
    QByteArray fingerprint;      ///< of the files and folders as they were just before they were read
    QList<ConfigProblem> errors; ///< those that cost only some targets, see ConfigurationResult
    QList<ConfigProblem> warnings;
};

struct ConfigurationResult
{
    /// Nothing when an error concerns the configuration as a whole. Errors that concern only some targets (a
    /// broken file of targets, a token file that is missing) leave the others to be watched.
    std::optional<Configuration> configuration;
    QList<ConfigProblem> errors; ///< all of them at once
    QList<ConfigProblem> warnings;
    QList<QString> files;   ///< as Configuration::files, also when there is no configuration
    QList<QString> folders; ///< as Configuration::folders
    QByteArray fingerprint; ///< as Configuration::fingerprint
    bool isBlank = false;   ///< the file has nothing in it: a fleet of nothing, or one that is being written
};

/// Reads a `fleet.yml` or a `prometheus.yml` (told apart by their keys) and everything it names. Does file
/// I/O: not for the UI thread after start-up, see ConfigurationWatcher.
ConfigurationResult loadConfiguration(const QString &path, InstanceNumbering &numbering);

} // namespace quarterdeck
