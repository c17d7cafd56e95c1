#pragma once

#include "models/signals/signalreading.h"

#include <QFrame>

#include <optional>

class QLabel;

namespace quarterdeck {

/// Stands above a page that deals with the fleet as it is now while all the others show a moment of the
/// record: one who looks at the past must not act on the present by mistake.
class LiveNotice final : public QFrame
{
    Q_OBJECT
public:
    explicit LiveNotice(QWidget *parent = nullptr);

    /// `what`: what the page does with the live fleet. Hidden without a moment or without a text.
    void tell(std::optional<WallTime> moment, const QString &what);
    [[nodiscard]] QString text() const;

private:
    QLabel *m_word;
    QLabel *m_text;
};

} // namespace quarterdeck
