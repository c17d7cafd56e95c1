#include "widgets/icons.h"

#include "widgets/theme.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

namespace quarterdeck {

namespace {

QPixmap render(QByteArray svg, const QColor &colour, int size)
{
    svg.replace("currentColor", colour.name().toLatin1());
    QSvgRenderer renderer(svg);
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
}

} // namespace

QIcon themedIcon(const QString &name)
{
    QFile file(QStringLiteral(":/widgets/icons/%1.svg").arg(name));
    if (name.isEmpty() || !file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QByteArray svg = file.readAll();
    QIcon icon;
    for (const int size : {16, 32, 48}) {
        icon.addPixmap(render(svg, colours().text, size));
        icon.addPixmap(render(svg, colours().faint, size), QIcon::Disabled);
    }
    return icon;
}

} // namespace quarterdeck
