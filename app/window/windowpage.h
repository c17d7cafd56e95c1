#pragma once

#include "app/window/windowsettings.h"
#include "models/fleet/fleet.h"
#include "widgets/commands.h"

#include <QObject>
#include <QString>

class QWidget;

namespace quarterdeck {

class FilterLine;

/// Where one page sends the user on another: what is empty stays as it is there.
struct PageLink
{
    CommandId page = CommandId::PageFleet;
    QString filter;
    InstanceNumber instance;
    QString subject; ///< what else to show the details of, by the key that the page itself gives out
};

/// A page as the composition root sees it: what stands in the middle, what beside it, and how it takes part
/// in commands, counts and the remembered layout. A new page is a class of these and a line in
/// MainWindow::addPages(); the row of its command names it.
class WindowPage : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual CommandId command() const = 0; ///< the one that shows it
    [[nodiscard]] virtual QWidget *widget() const = 0;
    [[nodiscard]] virtual QWidget *details() const { return nullptr; } ///< at the right, may be hidden
    [[nodiscard]] virtual FilterLine *filterLine() const { return nullptr; }
    [[nodiscard]] virtual QString count() const { return {}; } ///< beside its name in the navigation

    virtual void apply(const FleetChanges &changes, SteadyTime now) = 0;
    virtual void tick(SteadyTime) {} ///< once a second: ages have grown
    /// Gives a command that means this page while it is shown; false when it means nothing here.
    virtual bool run(CommandId) { return false; }
    virtual void describe(CommandSituation &) const {}
    virtual void follow(const PageLink &link)
    {
        if (!link.subject.isEmpty()) {
            select(link.subject);
        }
    }
    /// Picks the thing of this name that the page is about, and shows its details; false when there is none.
    virtual bool select(const QString &) { return false; }
    virtual void shown() {} ///< it has come to the front
    virtual void restoreLayout(const WindowSettings &) {}
    virtual void saveLayout(WindowSettings &) const {}
    [[nodiscard]] virtual bool detailsShown() const { return false; }
    virtual void setDetailsShown(bool) {}

Q_SIGNALS:
    void situationChanged(); ///< other commands may be possible now
    void detailsWanted();
    void linkFollowed(const quarterdeck::PageLink &link); ///< to another page
    void filterTextChanged(const QString &text);
};

} // namespace quarterdeck
