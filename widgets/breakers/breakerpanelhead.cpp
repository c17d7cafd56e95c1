#include "widgets/breakers/breakerpanelhead.h"

#include "models/items/formatter.h"
#include "widgets/breakers/breakerpainter.h"
#include "widgets/breakers/breakertiletext.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <cmath>

namespace quarterdeck {

namespace {

constexpr int barHeight = 8;

} // namespace

BreakerPanelHead::BreakerPanelHead(QWidget *parent)
    : QWidget(parent)
    , m_name(new QLabel(this))
    , m_place(new QLabel(this))
    , m_state(new QLabel(this))
    , m_instances(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, barHeight + 6);
    column->setSpacing(3);
    m_name->setObjectName(QStringLiteral("breakerName"));
    m_name->setProperty("tone", QStringLiteral("title"));
    m_name->setContentsMargins(18, 0, 0, 0);
    m_place->setObjectName(QStringLiteral("breakerPlace"));
    m_place->setProperty("tone", QStringLiteral("dim"));
    m_state->setObjectName(QStringLiteral("breakerState"));
    m_instances->setObjectName(QStringLiteral("breakerStates"));
    m_instances->setProperty("tone", QStringLiteral("dim"));
    for (QLabel *label : {m_name, m_place, m_state, m_instances}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
        policy.setHeightForWidth(true); // wrapped text gets the lines that it needs
        label->setSizePolicy(policy);
        column->addWidget(label);
    }
}

void BreakerPanelHead::setTile(const BreakerTile &tile, SteadyTime now)
{
    m_tile = tile;
    m_name->setText(tile.name);
    QStringList place{breakertext::place(tile)};
    if (!tile.libraryName.isEmpty()) {
        place.append(tile.libraryName);
    }
    m_place->setText(place.join(QStringLiteral(" · ")));
    QStringList state{QStringLiteral("%1 %2").arg(toString(tile.state), breakertext::time(tile, now))};
    if (std::isfinite(tile.errorRatio)) {
        // The chart's last value is of seconds, this one of the window: each says which it is
        state.append(
            tile.ratioSource == RatioSource::Calls
                ? QStringLiteral("%1 in %2").arg(breakertext::errors(tile), format::duration(tile.window))
                : breakertext::errors(tile));
    }
    state.append(breakertext::badges(tile));
    m_state->setText(state.join(QStringLiteral(" · ")));
    const QString sheet = QStringLiteral("color: %1;").arg(Theme::instance().breaker(tile.state).name());
    if (m_state->styleSheet() != sheet) { // setting one is dear, also when it is the same
        m_state->setStyleSheet(sheet);
    }
    m_instances->setText(breakertext::states(tile));
    setAccessibleName(breakertext::whole(tile, now));
    update();
}

void BreakerPanelHead::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintGlyph(painter, glyphOf(m_tile.state), QRectF(0, 5, 12, 12), Theme::instance().breaker(m_tile.state));
    paintStateBar(painter, QRect(0, height() - barHeight, width(), barHeight), m_tile);
}

} // namespace quarterdeck
