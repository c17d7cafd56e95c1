#include "widgets/charts/chartstack.h"

#include "models/items/formatter.h"
#include "widgets/charts/signalchart.h"
#include "widgets/charts/timeaxis.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

QString rangeText(std::chrono::seconds range)
{
    return range.count() < 3600 ? QStringLiteral("%1 min").arg(range.count() / 60)
                                : QStringLiteral("%1 h").arg(range.count() / 3600);
}

QToolButton *makeButton(const QString &text, const QString &hint, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setProperty("button", true);
    button->setProperty("compact", true);
    button->setText(text);
    button->setToolTip(hint);
    button->setAccessibleName(hint);
    return button;
}

} // namespace

ChartStack::ChartStack(QWidget *parent, TimeAxis *shared)
    : QWidget(parent)
    , m_axis(shared ? shared : new TimeAxis(this))
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(8);
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    for (const std::chrono::seconds range : TimeAxis::ranges()) {
        QToolButton *button =
            makeButton(rangeText(range), QStringLiteral("Show the last %1").arg(rangeText(range)), this);
        button->setObjectName(QStringLiteral("range%1").arg(range.count()));
        button->setCheckable(true);
        connect(button, &QToolButton::clicked, this, [this, range] {
            m_axis->setRange(range);
            updateButtons(); // a checked button that is clicked again would pop up
        });
        m_ranges.append(button);
        row->addWidget(button);
    }
    m_live = makeButton(QStringLiteral("Back to now"), QStringLiteral("End the zoom (double click)"), this);
    m_live->setObjectName(QStringLiteral("chartLive"));
    connect(m_live, &QToolButton::clicked, m_axis, &TimeAxis::reset);
    row->addWidget(m_live);
    m_shown = new QLabel(this);
    m_shown->setObjectName(QStringLiteral("chartTime"));
    m_shown->setProperty("tone", QStringLiteral("dim"));
    m_shown->setTextFormat(Qt::PlainText);
    m_shown->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_shown->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a zoom widens no panel
    row->addWidget(m_shown, 1);
    m_column->addLayout(row);
    connect(m_axis, &TimeAxis::changed, this, &ChartStack::updateButtons);
    connect(m_axis, &TimeAxis::momentChanged, this, &ChartStack::updateButtons);
    updateButtons();
}

void ChartStack::setContents(const QList<ChartContent> &contents, double now)
{
    m_axis->setNow(now);
    QList<SignalChart *> kept;
    for (const ChartContent &content : contents) {
        SignalChart *found = chart(content.id);
        if (!found) {
            auto *card = new QFrame(this);
            card->setProperty("card", true);
            auto *box = new QVBoxLayout(card);
            box->setContentsMargins(10, 9, 10, 9);
            found = new SignalChart(m_axis, card);
            box->addWidget(found);
            m_column->addWidget(card);
        }
        if (m_edges) {
            found->setPlotEdges(this, m_edges->first, m_edges->second);
        }
        found->setContent(content);
        kept.append(found);
    }
    for (SignalChart *old : std::as_const(m_charts)) {
        if (!kept.contains(old)) {
            old->parentWidget()->hide();
            old->parentWidget()->deleteLater();
        }
    }
    if (kept != m_charts) {
        m_charts = kept;
        for (int i = 0; i < m_charts.size(); ++i) {
            QWidget *card = m_charts[i]->parentWidget();
            m_column->removeWidget(card);
            m_column->insertWidget(i + 1, card);
        }
    }
}

SignalChart *ChartStack::chart(const QString &id) const
{
    for (SignalChart *candidate : m_charts) {
        if (candidate->content().id == id) {
            return candidate;
        }
    }
    return nullptr;
}

SignalChart *ChartStack::currentChart() const
{
    for (SignalChart *candidate : m_charts) {
        if (candidate->hasFocus()) {
            return candidate;
        }
    }
    for (SignalChart *candidate : m_charts) {
        if (candidate->underMouse()) {
            return candidate;
        }
    }
    return m_charts.value(0);
}

SignalChart *ChartStack::currentChartOn(const QWidget *page)
{
    if (page) {
        for (const ChartStack *stack : page->findChildren<ChartStack *>()) {
            if (stack->isVisible() && stack->currentChart()) {
                return stack->currentChart();
            }
        }
    }
    return nullptr;
}

void ChartStack::setPlotEdges(double left, double right)
{
    m_edges = {left, right};
    for (SignalChart *chart : std::as_const(m_charts)) {
        chart->setPlotEdges(this, left, right);
    }
}

void ChartStack::setRangesShown(bool shown)
{
    m_rangesShown = shown;
    for (QToolButton *button : m_ranges) {
        button->setVisible(shown);
    }
    m_shown->setVisible(shown);
    updateButtons();
}

void ChartStack::updateButtons()
{
    const QList<std::chrono::seconds> ranges = TimeAxis::ranges();
    for (int i = 0; i < m_ranges.size(); ++i) {
        m_ranges[i]->setChecked(ranges[i] == m_axis->range());
    }
    m_live->setVisible(m_rangesShown && m_axis->isZoomed());
    m_live->setText(m_axis->moment() ? QStringLiteral("Back to the moment") : QStringLiteral("Back to now"));
    m_shown->clear();
    if (m_axis->isZoomed()) {
        m_shown->setText(QStringLiteral("%1–%2").arg(format::clock(wallTime(m_axis->from())),
                                                     format::clock(wallTime(m_axis->to()))));
    }
}

} // namespace quarterdeck
