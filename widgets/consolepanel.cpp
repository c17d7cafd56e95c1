#include "widgets/consolepanel.h"

#include "widgets/fleet/factlist.h"
#include "widgets/theme.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

constexpr int nameWidth = 150;

} // namespace

ConsolePanel::ConsolePanel(QWidget *parent) : QDialog(parent), m_list(new FactList(nameWidth))
{
    setObjectName(QStringLiteral("consolePanel"));
    setWindowTitle(QStringLiteral("This console"));
    setModal(false);
    resize(560, 520);
    auto *area = new QScrollArea(this);
    area->setWidget(m_list);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto *column = new QVBoxLayout(this);
    column->addWidget(area);
}

void ConsolePanel::setFacts(const QList<ConsoleFact> &facts)
{
    QList<Fact> lines;
    lines.reserve(facts.size());
    for (const ConsoleFact &fact : facts) {
        Fact line;
        line.name = fact.name;
        line.value = fact.value;
        line.note = fact.note;
        if (fact.warns) {
            line.valueColour = Theme::instance().state(State::Degraded);
        }
        lines.append(line);
    }
    m_list->setFacts(lines);
}

} // namespace quarterdeck
