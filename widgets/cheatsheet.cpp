#include "widgets/cheatsheet.h"

#include "widgets/commands.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace quarterdeck {

namespace {

struct Line
{
    QString keys;
    QString text;
};

/// Keys that a view answers itself; they are no commands, because they mean something only within it.
QList<Line> viewKeys()
{
    return {
        {QStringLiteral("↑ ↓  or  k j"), QStringLiteral("Row or cell up, down")},
        {QStringLiteral("← →  or  h l"), QStringLiteral("Cell left, right (map)")},
        {QStringLiteral("Enter"), QStringLiteral("Details")},
        {QStringLiteral("+ −"), QStringLiteral("Bigger, smaller cells (map)")},
        {QStringLiteral("Ctrl+Space"), QStringLiteral("Completions (filter)")},
        {QStringLiteral("Esc"), QStringLiteral("Clear the filter, close a box")},
    };
}

QString keysOf(const QAction &action)
{
    QList<QString> texts;
    for (const QKeySequence &sequence : action.shortcuts()) {
        texts.append(sequence.toString(QKeySequence::NativeText));
    }
    return QStringList(texts).join(QStringLiteral("  or  "));
}

} // namespace

CheatSheet::CheatSheet(Commands &commands, QWidget *window) : Overlay(window), m_commands(commands)
{
    setObjectName(QStringLiteral("cheatSheet"));
    setAccessibleName(QStringLiteral("Keyboard"));
    auto *column = new QVBoxLayout(box());
    column->setContentsMargins(20, 16, 12, 16);
    auto *title = new QLabel(QStringLiteral("Keyboard"), box());
    title->setProperty("tone", QStringLiteral("title"));
    column->addWidget(title);
    auto *scroll = new QScrollArea(box());
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->viewport()->setAutoFillBackground(false);
    m_content = new QWidget;
    m_content->setAutoFillBackground(false);
    new QVBoxLayout(m_content);
    scroll->setWidget(m_content);
    column->addWidget(scroll, 1);
}

QRect CheatSheet::boxIn(QSize window) const
{
    const int width = std::min(860, window.width() - 40);
    const int height = std::min(620, window.height() - 60);
    return {(window.width() - width) / 2, (window.height() - height) / 2, width, height};
}

void CheatSheet::aboutToOpen()
{
    // What is offered can change (read-only mode): made anew each time, it is small.
    QLayout *layout = m_content->layout();
    while (QLayoutItem *item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    auto *sheet = new QWidget(m_content);
    auto *grid = new QGridLayout(sheet);
    grid->setContentsMargins(0, 4, 8, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(5);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    int rows[2] = {0, 0};
    const auto add = [&](int side, const Line &line) {
        auto *keys = new QLabel(line.keys, sheet);
        keys->setTextFormat(Qt::PlainText);
        keys->setStyleSheet(QStringLiteral("color: %1; font-weight: 600;").arg(colours().accent.name()));
        auto *text = new QLabel(line.text, sheet);
        text->setTextFormat(Qt::PlainText);
        grid->addWidget(keys, rows[side], side * 2);
        grid->addWidget(text, rows[side], side * 2 + 1);
        ++rows[side];
    };
    const auto heading = [&](int side, const QString &title) {
        auto *label = new QLabel(title, sheet);
        label->setProperty("tone", QStringLiteral("heading"));
        label->setContentsMargins(0, rows[side] > 0 ? 10 : 0, 0, 2);
        grid->addWidget(label, rows[side]++, side * 2, 1, 2);
    };
    const std::pair<CommandMenu, const char *> sections[] = {
        {CommandMenu::File, "File"},           {CommandMenu::View, "View"},
        {CommandMenu::Fleet, "Fleet"},         {CommandMenu::Runbooks, "Runbooks"},
        {CommandMenu::Incidents, "Incidents"}, {CommandMenu::Help, "Help"}};
    for (const auto &[menu, title] : sections) {
        const int side = menu == CommandMenu::File || menu == CommandMenu::View ? 0 : 1;
        heading(side, QLatin1String(title));
        for (const Command &command : commandTable()) {
            const QAction *action = m_commands.action(command.id);
            if (command.menu == menu && action->isVisible() && !action->shortcuts().isEmpty()) {
                add(side, {keysOf(*action), action->text().remove(QLatin1Char('&'))});
            }
        }
    }
    heading(1, QStringLiteral("In the map and the table"));
    for (const Line &line : viewKeys()) {
        add(1, line);
    }
    layout->addWidget(sheet);
    static_cast<QVBoxLayout *>(layout)->addStretch(1);
}

} // namespace quarterdeck
