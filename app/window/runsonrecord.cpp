#include "app/window/runsonrecord.h"

#include "app/recording/recorder.h"
#include "app/session/fleetsession.h"
#include "app/window/runbookrecords.h"
#include "widgets/clock.h"

#include <QFileInfo>

namespace quarterdeck {

namespace {

constexpr int historyLength = 300;

} // namespace

RunsOnRecord::RunsOnRecord(const FleetSession &session, Recorder &recorder, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_recorder(recorder)
{
}

void RunsOnRecord::findInterrupted()
{
    m_recorder
        .submit([](RunStore &store) {
            QList<RunRow> rows;
            store.markInterrupted(wallNow(), &rows);
            return static_cast<int>(rows.size());
        })
        .then(this, [this](int count) {
            if (count > 0) {
                Q_EMIT news(count == 1
                                ? QStringLiteral("a run of another console was interrupted: see Runbooks")
                                : QStringLiteral("%1 runs of other consoles were interrupted: see Runbooks")
                                      .arg(count));
            }
            refresh();
        });
}

void RunsOnRecord::refresh()
{
    if (m_asking) {
        return;
    }
    m_asking = true;
    m_recorder.submit([](RunStore &store) { return store.runs(historyLength); })
        .then(this, [this](const QList<RunRow> &rows) {
            m_asking = false;
            QList<RunSummary> runs;
            for (const RunRow &row : rows) {
                RunSummary summary = summaryOf(row);
                const QString path = QFileInfo(m_session.configuration().path).absoluteFilePath();
                if (!row.config.isEmpty() && row.config != path) { // one record may serve several fleets
                    const QString name = row.config.section(QLatin1Char('/'), -1);
                    const bool sameName = name == path.section(QLatin1Char('/'), -1);
                    summary.otherFleet = sameName ? row.config : name;
                }
                runs.append(summary);
            }
            Q_EMIT found(runs);
        });
}

} // namespace quarterdeck
