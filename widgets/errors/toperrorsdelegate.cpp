#include "widgets/errors/toperrorsdelegate.h"

#include "models/items/toperrorsmodel.h"
#include "widgets/figures.h"
#include "widgets/glyphs.h"
#include "widgets/sparkline.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace quarterdeck {

namespace {

constexpr int padding = 8;
constexpr int glyphWidth = 16;
constexpr std::chrono::minutes shownSpan{15};

/// The last 15 min of a history of 6 h.
std::vector<LinePoint> lastPoints(const SignalHistory &history)
{
    std::vector<LinePoint> points;
    if (history.isEmpty()) {
        return points;
    }
    const WallTime from = history.last().at - shownSpan;
    qsizetype first = history.size();
    while (first > 0 && history.at(first - 1).at >= from) {
        --first;
    }
    for (qsizetype i = first; i < history.size(); ++i) {
        const SignalPoint point = history.at(i);
        points.push_back({secondsOf(point.at), static_cast<double>(point.errorRatio)});
    }
    return points;
}

} // namespace

TopErrorsDelegate::TopErrorsDelegate(QObject *parent)
    : QAbstractItemDelegate(parent)
    , m_font(Theme::instance().font())
{
}

void TopErrorsDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    const Colours &c = theme.colours();
    const QRect row = option.rect;
    if (option.state.testFlag(QStyle::State_Selected) && option.state.testFlag(QStyle::State_HasFocus)) {
        painter->fillRect(row, c.selection);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(row, c.hover);
    }
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), c.line);
    const auto *error = index.data(TopErrorsModel::ErrorRole).value<const TopError *>();
    const auto *model = qobject_cast<const TopErrorsModel *>(index.model());
    if (!error || !model) {
        return;
    }
    QRect box = row.adjusted(padding, 0, -padding, -1);
    const auto column = static_cast<TopErrorColumn>(index.column());
    const bool bad = index.data(TopErrorsModel::BadRole).toBool();
    if (column == TopErrorColumn::History) {
        if (const ServiceSignals *service = model->fleet().service(error->service)) {
            paintErrorSparkline(*painter, lastPoints(service->history), QRectF(box).adjusted(0, 4, 0, -3),
                                error->isBad(), shownSpan);
        }
        return;
    }
    const bool fast = error->burn && error->burn->isFast();
    const QColor alarm =
        theme.state(fast || column == TopErrorColumn::ErrorRatio ? State::Down : State::Degraded);
    painter->setFont(m_font);
    painter->setPen(index.data(TopErrorsModel::DimmedRole).toBool() ? c.faint
                    : bad && column != TopErrorColumn::Service      ? alarm
                    : column == TopErrorColumn::Trouble             ? c.dim
                                                                    : c.text);
    const QString text = index.data(Qt::DisplayRole).toString();
    if (TopErrorsModel::isNumeric(column)) {
        drawFigures(*painter, box, Qt::AlignRight, text);
        return;
    }
    if (bad) {
        const QPen pen = painter->pen();
        paintGlyph(*painter, fast ? Glyph::Square : Glyph::Triangle,
                   QRectF(box.left(), box.center().y() - 4.5, 10, 10),
                   theme.state(fast ? State::Down : State::Degraded));
        painter->setPen(pen);
    }
    box.adjust(glyphWidth, 0, 0, 0);
    painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(m_font).elidedText(text, Qt::ElideRight, box.width()));
}

QSize TopErrorsDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {80, rowHeight};
}

bool TopErrorsDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                  const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip) {
        return QAbstractItemDelegate::helpEvent(event, view, option, index);
    }
    // Tool tips guess whether a text is rich; this one names what came from the fleet.
    const QString text = index.data(Qt::ToolTipRole).toString();
    QToolTip::showText(
        event->globalPos(),
        text.isEmpty() ? QString()
                       : QStringLiteral("<p style='white-space:pre-line'>%1</p>").arg(text.toHtmlEscaped()),
        view);
    return true;
}

} // namespace quarterdeck
