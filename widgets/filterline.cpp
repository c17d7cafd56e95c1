#include "widgets/filterline.h"

#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QStringListModel>

#include <cmath>

namespace quarterdeck {

namespace {

/// The terms of a filter's text: split at blanks outside of quotes.
QList<QString> termsOf(const QString &text)
{
    QList<QString> terms;
    QString term;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == QLatin1Char('"')) {
            quoted = !quoted;
        } else if (c == QLatin1Char('\\') && quoted && i + 1 < text.size()) {
            term += c;
            ++i;
        } else if (c.isSpace() && !quoted) {
            if (!term.isEmpty()) {
                terms.append(term);
            }
            term.clear();
            continue;
        }
        term += text[i];
    }
    if (!term.isEmpty()) {
        terms.append(term);
    }
    return terms;
}

} // namespace

FilterLine::FilterLine(FilterSpeech speech, QWidget *parent)
    : QLineEdit(parent)
    , m_speech(std::move(speech))
    , m_completer(new QCompleter(this))
    , m_candidates(new QStringListModel(this))
{
    setObjectName(QStringLiteral("filterLine"));
    setAccessibleName(QStringLiteral("Filter"));
    setAccessibleDescription(
        QStringLiteral("For example: state:down,degraded cluster:eu-west service~check error>5% age>10m"));
    setPlaceholderText(QStringLiteral("Filter  state:down,degraded  error>5%"));
    setClearButtonEnabled(true);
    m_completer->setModel(m_candidates);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    m_completer->popup()->setObjectName(QStringLiteral("filterCompletions"));
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this,
            &FilterLine::takeCompletion);
    connect(this, &QLineEdit::textChanged, this, &FilterLine::readAgain);
    connect(this, &QLineEdit::textEdited, this, &FilterLine::offerCompletions);
}

void FilterLine::setFilterText(const QString &wanted)
{
    setText(wanted);
}

void FilterLine::toggleTerm(const QString &key, const QString &value)
{
    const QString term = key + QLatin1Char(':') + value;
    QList<QString> terms = termsOf(text());
    const bool had = terms.contains(term);
    terms.removeIf([&](const QString &other) { return other.startsWith(key + QLatin1Char(':')); });
    if (!had) {
        terms.append(term);
    }
    setText(terms.join(QLatin1Char(' ')));
}

bool FilterLine::hasTerm(const QString &key, const QString &value) const
{
    return termsOf(text()).contains(key + QLatin1Char(':') + value);
}

void FilterLine::readAgain()
{
    const QList<FilterError> errors = m_speech.use(text());
    if (errors != m_errors) {
        m_errors = errors;
        Q_EMIT errorsChanged(m_errors.isEmpty() ? QString() : m_errors.first().message);
    }
    update();
}

void FilterLine::offerCompletions()
{
    const FilterCompletion completion = m_speech.complete(text(), cursorPosition());
    m_replaceFrom = completion.position;
    m_replaceLength = completion.length;
    const QString typed = text().mid(completion.position, completion.length);
    const bool nothingToAdd = completion.candidates.isEmpty() ||
                              (completion.candidates.size() == 1 && completion.candidates.first() == typed);
    if (nothingToAdd) {
        m_completer->popup()->hide();
        return;
    }
    m_candidates->setStringList(completion.candidates);
    QRect place = rect();
    place.setWidth(std::min(width(), 320));
    m_completer->complete(place);
    // Nothing is chosen before the user chooses: Enter then means what was typed.
    m_completer->popup()->setCurrentIndex({});
}

void FilterLine::takeCompletion(const QString &candidate)
{
    const QString whole = text();
    QString next = whole.left(m_replaceFrom) + candidate;
    const qsizetype cursor = next.size();
    next += whole.mid(m_replaceFrom + m_replaceLength);
    setText(next);
    setCursorPosition(static_cast<int>(cursor));
    if (candidate.endsWith(QLatin1Char(':'))) {
        offerCompletions(); // a key was taken: its values next
    }
}

void FilterLine::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && event->modifiers().testFlag(Qt::ControlModifier)) {
        offerCompletions();
        return;
    }
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    if (event->key() == Qt::Key_Down && !m_completer->popup()->isVisible()) {
        focusNextChild(); // into what was filtered
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void FilterLine::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (m_errors.isEmpty()) {
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::instance().state(State::Down), 1.2));
    // The text scrolls within the line; the cursor tells by how much.
    const QFontMetricsF metrics(font());
    const QRect cursor = cursorRect();
    const double origin = cursor.center().x() - metrics.horizontalAdvance(text().left(cursorPosition()));
    const double y = cursor.bottom() - 1;
    painter.setClipRect(rect().adjusted(4, 0, -4, 0));
    for (const FilterError &error : m_errors) {
        const double from = origin + metrics.horizontalAdvance(text().left(error.position));
        const double to = std::max(
            from + 6, origin + metrics.horizontalAdvance(text().left(error.position + error.length)));
        QPolygonF wave;
        for (double x = from; x <= to; x += 2) {
            wave.append({x, y + (std::lround((x - from) / 2) % 2 == 0 ? 0 : 2)});
        }
        painter.drawPolyline(wave);
    }
}

} // namespace quarterdeck
