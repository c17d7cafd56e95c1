#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QWidget>

namespace quarterdeck {

/// With QUARTERDECK_SHOTS=FOLDER the tests leave pictures of what they built, for people to look at.
inline void takeShot(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("QUARTERDECK_SHOTS");
    if (!folder.isEmpty()) {
        QCoreApplication::sendPostedEvents(); // layouts that wait for the next turn
        QCoreApplication::processEvents();
        widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
    }
}

} // namespace quarterdeck
