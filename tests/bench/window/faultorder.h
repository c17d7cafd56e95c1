#pragma once

#include <QByteArray>

class QNetworkAccessManager;

namespace quarterdeck::bench {

/// Orders faults at the control port of a simulated fleet ("POST" with a fault as JSON), or ends all
/// ("DELETE"). Returns when it has answered; the events of this thread go on meanwhile.
void orderFaults(QNetworkAccessManager &network, quint16 port, const QByteArray &method,
                 const QByteArray &body);

} // namespace quarterdeck::bench
