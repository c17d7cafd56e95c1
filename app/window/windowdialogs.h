#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace quarterdeck {

/// The few boxes of the window. None blocks: what was chosen comes back later, and not at all when the box is
/// closed or its parent goes.
void askForConfiguration(QWidget *parent, const QString &folder,
                         const std::function<void(const QString &path)> &chosen);
void askForViewName(QWidget *parent, const QString &filter,
                    const std::function<void(const QString &name)> &chosen);
void showAboutBox(QWidget *parent);

} // namespace quarterdeck
