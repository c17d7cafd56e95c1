#include "widgets/incidents/incidentrowdelegate.h"

#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr qsizetype longestTip = 2000;
constexpr int unseenWidth = 3;

} // namespace

IncidentRowDelegate::IncidentRowDelegate(int height, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_height(height)
{
}

QSize IncidentRowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {100, m_height};
}

bool IncidentRowDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &,
                                    const QModelIndex &index)
{
    QString text = index.data(Qt::ToolTipRole).toString().left(longestTip).toHtmlEscaped();
    QToolTip::showText(event->globalPos(), u"<p>%1</p>"_s.arg(text.replace(u'\n', u"<br>"_s)), view);
    return true;
}

void IncidentRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const Colours &c = colours();
    const QRect &row = option.rect;
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(row, c.selection);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(row, c.hover);
    }
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), c.line);
    if (isUnseen(index)) {
        painter->fillRect(QRect(row.left(), row.top(), unseenWidth, row.height() - 1), c.accent);
    }
    paintRow(*painter, row, index);
    painter->restore();
}

} // namespace quarterdeck
