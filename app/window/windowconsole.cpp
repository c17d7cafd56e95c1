#include "app/window/windowconsole.h"

#include "app/journal/chronicle.h"
#include "models/items/formatter.h"
#include "widgets/consolepanel.h"
#include "widgets/statusline.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int resumedSaidFor = 30; ///< seconds

} // namespace

WindowConsole::WindowConsole(FleetSession &session, Chronicle *chronicle, StatusLine &line, QWidget *window)
    : QObject(window)
    , m_reader(session)
    , m_chronicle(chronicle)
    , m_line(line)
    , m_window(window)
{
}

void WindowConsole::readConfiguration()
{
    m_reader.readConfiguration();
    show();
}

void WindowConsole::show()
{
    ConsoleStatus status = m_reader.read();
    readRecording(status);
    m_line.setStatus(status);
    if (m_panel && m_panel->isVisible()) {
        m_panel->setFacts(facts());
    }
}

void WindowConsole::showPanel()
{
    if (!m_panel) {
        m_panel = new ConsolePanel(m_window);
    }
    m_panel->setFacts(facts());
    m_panel->show();
    m_panel->raise();
}

/// Trouble of the record stands first: what it costs cannot be had again.
void WindowConsole::readRecording(ConsoleStatus &status)
{
    if (!m_chronicle) {
        return;
    }
    const RecordingStatus recording = m_chronicle->recorder().status();
    status.recordWord = recording.mode == RecordingStatus::Mode::Recording ? u"Recording"_s
                        : recording.mode == RecordingStatus::Mode::Reading ? u"Record: reading only"_s
                        : recording.mode == RecordingStatus::Mode::Trouble ? u"Record: in memory"_s
                                                                           : QString();
    const bool isTrouble = recording.mode == RecordingStatus::Mode::Trouble;
    if (isTrouble) {
        status.problems.prepend(u"%1; %2 of at most %3 wait in memory"_s.arg(
            m_chronicle->trouble(), format::count(static_cast<qint64>(recording.waiting)),
            format::count(static_cast<qint64>(EventRecorder::Options().mostWaiting))));
    } else if (const QString trouble = m_chronicle->trouble(); !trouble.isEmpty()) {
        status.problems.prepend(trouble);
    }
    if (m_wasTrouble && recording.mode == RecordingStatus::Mode::Recording) {
        m_resumedFor = resumedSaidFor;
    }
    m_wasTrouble = isTrouble;
    if (m_resumedFor > 0) {
        --m_resumedFor;
        status.recordWord = u"Recording again: what waited is written"_s;
    }
}

QList<ConsoleFact> WindowConsole::facts() const
{
    QList<ConsoleFact> facts = m_reader.facts();
    if (m_chronicle) {
        const EventRecorder &recorder = m_chronicle->recorder();
        const RecordingStatus status = recorder.status();
        const bool warns = status.mode == RecordingStatus::Mode::Trouble || status.lost > 0;
        facts.append({u"Record"_s, QFileInfo(recorder.path()).fileName(),
                      status.problem.isEmpty() ? recorder.path() : status.problem, warns});
        facts.append({u"Recorded up to"_s, u"event %1"_s.arg(format::count(status.recordedUpTo)),
                      u"%1 wait in memory, %2 were given up"_s.arg(
                          format::count(static_cast<qint64>(status.waiting)), format::count(status.lost)),
                      status.lost > 0});
        const Retention retention = recorder.retention();
        facts.append({u"Kept for"_s, u"%1 days"_s.arg(retention.age.count() / 24),
                      u"at most %1; pinned incidents stay"_s.arg(format::bytes(retention.bytes))});
    }
    return facts;
}

} // namespace quarterdeck
