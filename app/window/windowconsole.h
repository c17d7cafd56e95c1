#pragma once

#include "app/window/consolestatusreader.h"

#include <QObject>

class QWidget;

namespace quarterdeck {

class Chronicle;
class ConsolePanel;
class StatusLine;

/// What the window says of the console itself: the status line with how recording goes, and the panel.
class WindowConsole final : public QObject
{
    Q_OBJECT
public:
    /// `chronicle` may be null. All are the caller's and outlive this.
    WindowConsole(FleetSession &session, Chronicle *chronicle, StatusLine &line, QWidget *window);

    void setTurns(std::function<TimeHistogram()> turns) { m_reader.setTurns(std::move(turns)); }
    void readConfiguration();
    /// Once a second.
    void show();
    void showPanel();

private:
    [[nodiscard]] QList<ConsoleFact> facts() const;
    void readRecording(ConsoleStatus &status);

    ConsoleStatusReader m_reader;
    Chronicle *m_chronicle;
    StatusLine &m_line;
    QWidget *m_window;
    ConsolePanel *m_panel = nullptr; ///< made when it is opened first
    bool m_wasTrouble = false;
    int m_resumedFor = 0; ///< seconds for which it is still said
};

} // namespace quarterdeck
