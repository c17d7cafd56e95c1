#pragma once

#include "models/incidents/incidentorder.h"

#include <QObject>
#include <QThread>

namespace quarterdeck {

/// Takes what the person at a console that only reads wants done to the console that records, as
/// `quarterdeck incidents ack` and its like do, one after the other on a thread of its own.
class IncidentCourier final : public QObject
{
    Q_OBJECT
public:
    /// `store`: the file that another console records into.
    explicit IncidentCourier(const QString &store, QObject *parent = nullptr);
    /// What is not answered yet is withdrawn.
    ~IncidentCourier() override;

    void send(const IncidentOrder &order);

Q_SIGNALS:
    /// `problem`: why nothing came of it; empty: it was done.
    void answered(const quarterdeck::IncidentOrder &order, const QString &problem);

private:
    const QString m_store;
    QThread m_thread;
    QObject m_there; ///< lives in that thread
};

} // namespace quarterdeck
