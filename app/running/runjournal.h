#pragma once

#include "app/recording/recorder.h"
#include "models/runbooks/runplan.h"

#include <qcorotask.h>

#include <QTimer>
#include <QFuture>
#include <QMap>
#include <QObject>
#include <QSet>

namespace quarterdeck {

/// What has happened to which step and target before, for a run that is taken up again.
struct RunHistory
{
    QMap<QString, StepState> steps; ///< by place and target, see key(); the newest attempt
    QMap<QString, int> attempts;    ///< the highest number on record
    bool acted = false;             ///< something may have been sent

    static QString key(const QString &place, const QString &target) { return place + u'@' + target; }
};

/// What became of a step, or of a step at one target.
struct StepOutcome
{
    StepState state = StepState::Done;
    QString detail;
    QByteArray answer;
    bool sent = false; ///< something was sent that may have changed something
};

/// What a run tells: its progress for whoever looks on, and its record. Everything that it writes or shows
/// goes through redaction here. Lives in the UI thread.
class RunJournal : public QObject
{
    Q_OBJECT

public:
    /// `recorder` must outlive it, or abandon() be called.
    RunJournal(Recorder &recorder, const RunPlan &plan, RunNumber number, const RunHistory &history);

    [[nodiscard]] RunProgress &progress() { return m_progress; }
    [[nodiscard]] const RunProgress &progress() const { return m_progress; }
    [[nodiscard]] const QString &person() const { return m_person; }

    /// The record goes: nothing is written any more, and so nothing may be sent.
    void abandon() { m_recorder = nullptr; }

    /// From now on this text is shown and written nowhere.
    void keepSecret(const QString &text);
    [[nodiscard]] QString redacted(const QString &text) const { return m_secrets.redacted(text); }

    void log(const QString &text);
    void flushLog();
    void show(int index, StepState state, const QString &detail);
    void saveValues(const RunValues &values);
    void saveRto(double seconds);

    /// Where the run goes; an event that means nothing there is ignored.
    QCoro::Task<> enter(RunEvent event, QString reason);
    /// On the disk before anything is sent; gives the row its attempt's number. Empty, or why nothing may be
    /// sent.
    QCoro::Task<QString> intend(StepRow *row, bool acts);
    QCoro::Task<> finish(StepRow row, StepOutcome outcome);

Q_SIGNALS:
    void progressed();
    void logged(const quarterdeck::LogLine &line);
    void stepChanged(int index);
    void stateChanged();

private:
    template <typename Work>
    QFuture<QString> write(Work work)
    {
        return m_recorder != nullptr ? m_recorder->submit(work)
                                     : QtFuture::makeReadyFuture(QStringLiteral("the console is closing"));
    }

    Recorder *m_recorder;
    RunNumber m_number;
    QString m_person;
    RunValues m_secrets;
    int m_secretCount = 0;
    RunProgress m_progress;
    QMap<QString, int> m_attempts;
    QSet<QString> m_acting; ///< steps whose request may be on its way
    bool m_acted;           ///< one of them was sent
    QList<LogLine> m_unwritten;
    QTimer m_flush; ///< a console that is killed leaves what it had told, but for the last moment
};

} // namespace quarterdeck
