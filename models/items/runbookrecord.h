#pragma once

#include "models/items/runbookhistorymodel.h"

namespace quarterdeck {

/// Everything the record has of one run, for reading it again and for taking it up.
struct RunbookRecord
{
    RunSummary summary;
    QString file;   ///< of the runbook as it was then
    QString config; ///< the fleet that it ran on
    QList<std::pair<QString, QString>> parameters;
    QList<std::pair<QString, QString>> values; ///< what was found on the way
    QStringList secrets;                       ///< parameters that are on no record and must be given again
    RunProgress progress;                      ///< as far as it came; times are of that day
    QStringList sent;                          ///< "step 2: POST http://..., done"
    QStringList maybeSent;                     ///< on record as intended: nobody knows
    QStringList notSent;
    bool undoable = false; ///< something that was done, or may have been, has an undo
    QString problem;       ///< why it cannot be taken up; empty: it can
};

/// What taking up an ended run may do.
enum class TakeUp : quint8 { Verify, Continue, Undo };

} // namespace quarterdeck
