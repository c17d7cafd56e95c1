#pragma once

#include "app/running/runexecution.h"

#include <QCommandLineParser>

namespace quarterdeck {

/// What `quarterdeck run` was told.
struct RunOptions
{
    enum class Task : quint8 {
        Run,
        List,        ///< --list: runbooks and the newest runs
        TakeUp,      ///< --verify, --continue, --undo
        Acknowledge, ///< --acknowledge: lifts the cooldown
    };
    Task task = Task::Run;
    QString runbook; ///< an id, or a file
    QString config;  ///< empty: no fleet
    QString store;
    QMap<QString, QString> parameters;
    QMap<QString, SecretReference> secrets; ///< values that are nobody's to see in a list of processes
    QString reason;
    QString confirmation;
    QList<SafetyRule> overrides;
    bool dryRun = false;
    bool yes = false;
    bool readOnly = false;
    bool json = false;
    RunNumber number; ///< for TakeUp and Acknowledge
    Resume how = Resume::No;
    std::optional<WallTime> troubleBegan;
    qint64 incident = 0; ///< that the run is to end; 0: the one that is open, if there is one
};

/// Declares the options, then reads them.
class RunOptionsParser
{
public:
    RunOptionsParser();
    /// Nothing, and `problem`, when the arguments make no sense; an empty problem when help was asked for.
    std::optional<RunOptions> parse(const QStringList &arguments, QString *problem);
    [[nodiscard]] QString help() const;

private:
    QCommandLineParser m_parser;
};

} // namespace quarterdeck
