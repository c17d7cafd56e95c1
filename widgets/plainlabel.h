#pragma once

#include <QLabel>
#include <QLatin1String>

namespace quarterdeck {

/// A label for text of the fleet or of people: it is shown as it is, never as markup.
inline QLabel *plainLabel(const char *objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1String(objectName));
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace quarterdeck
