#pragma once

#include "app/recording/eventrecorder.h"

#include <QObject>
#include <QPointer>

class QWidget;

namespace quarterdeck {

/// Writes the postmortem of an incident into a file that the person chooses; its name says the form: md,
/// html, pdf, json or csv. Read and written in the reading thread.
class IncidentExport final : public QObject
{
    Q_OBJECT
public:
    /// The recorder and the widget, over which the box for the name opens, are the caller's.
    IncidentExport(EventRecorder &recorder, QWidget *over, QObject *parent = nullptr);

    void ask(const Incident &incident);
    void write(IncidentNumber number, const QString &file);

Q_SIGNALS:
    void told(const QString &text); ///< how it went

private:
    EventRecorder &m_recorder;
    QPointer<QWidget> m_over;
};

} // namespace quarterdeck
