#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace quarterdeck {

/// The few boxes of the window. None blocks: what was chosen comes back later, and not at all when the box is
/// closed or its parent goes.
void askForConfiguration(QWidget *parent, const QString &folder,
                         const std::function<void(const QString &path)> &chosen);
void askForViewName(QWidget *parent, const QString &filter,
                    const std::function<void(const QString &name)> &chosen);
/// Leaving cuts `runs` off; they will be found interrupted. The button that does it is not the default.
void askToLeaveRuns(QWidget *parent, const QStringList &runs, const std::function<void()> &leave);
void showAboutBox(QWidget *parent);

} // namespace quarterdeck
