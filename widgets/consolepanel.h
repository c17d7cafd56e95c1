#pragma once

#include "models/items/consolefact.h"

#include <QDialog>

namespace quarterdeck {

class FactList;

/// What the console does and what it costs, for a person: the figures that --metrics-listen exposes. Opened
/// from the status line; it stays open beside the window and follows.
class ConsolePanel final : public QDialog
{
    Q_OBJECT
public:
    explicit ConsolePanel(QWidget *parent = nullptr);

    void setFacts(const QList<ConsoleFact> &facts);
    [[nodiscard]] FactList &list() const { return *m_list; }

private:
    FactList *m_list;
};

} // namespace quarterdeck
