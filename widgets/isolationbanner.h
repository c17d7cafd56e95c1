#pragma once

#include "models/fleet/fleet.h"

#include <QFrame>

class QLabel;

namespace quarterdeck {

/// Says over the whole width that the console may have lost the network, not the fleet its health.
class IsolationBanner final : public QFrame
{
    Q_OBJECT
public:
    explicit IsolationBanner(QWidget *parent = nullptr);
    void setIsolation(Isolation isolation, const QString &text); ///< hides itself when there is none

private:
    QLabel *m_title;
    QLabel *m_text;
};

} // namespace quarterdeck
