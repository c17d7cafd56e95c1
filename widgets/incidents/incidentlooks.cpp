#include "widgets/incidents/incidentlooks.h"

#include "models/incidents/fleetmoment.h"
#include "widgets/theme.h"

#include <QRegularExpression>
#include <QTextDocument>

using namespace Qt::StringLiterals;

namespace quarterdeck {

IncidentLook lookOf(IncidentState state)
{
    const Theme &theme = Theme::instance();
    switch (state) {
    case IncidentState::Open:
        return {Glyph::Square, theme.state(State::Down)};
    case IncidentState::Mitigated:
        return {Glyph::Half, theme.state(State::Degraded)};
    case IncidentState::Resolved:
        return {Glyph::Disc, theme.state(State::Up)};
    case IncidentState::Merged:
        return {Glyph::Dash, theme.state(State::Unknown)};
    }
    return {};
}

IncidentLook lookOf(Severity severity)
{
    const Theme &theme = Theme::instance();
    switch (severity) {
    case Severity::Critical:
        return {Glyph::Square, theme.state(State::Down)};
    case Severity::Major:
        return {Glyph::Triangle, theme.state(State::Degraded)};
    case Severity::Minor:
        return {Glyph::Ring, colours().dim};
    }
    return {};
}

IncidentLook lookOf(const Event &event)
{
    const Theme &theme = Theme::instance();
    switch (event.kind) {
    case EventKind::State:
        if (const auto state = stateFromString(event.to)) {
            return {glyphOf(*state), theme.state(*state)};
        }
        break;
    case EventKind::Breaker:
        if (const auto state = breakerStateFromString(event.to)) {
            return {glyphOf(*state), theme.breaker(*state)};
        }
        break;
    case EventKind::Alert:
        return event.to == "resolved"_L1 ? IncidentLook{Glyph::Disc, theme.state(State::Up)}
                                         : IncidentLook{Glyph::Triangle, theme.state(State::Degraded)};
    case EventKind::Run:
    case EventKind::Step:
        return {Glyph::Half, colours().accent};
    case EventKind::Incident:
        if (event.to == "opened"_L1 || event.to == "reopened"_L1) {
            return lookOf(IncidentState::Open);
        }
        if (event.to == "mitigated"_L1 || event.to == "resolved"_L1) {
            return {Glyph::Disc, theme.state(State::Up)};
        }
        return {Glyph::Ring, colours().accent};
    case EventKind::Note:
    case EventKind::Acknowledgement:
        return {Glyph::Diamond, colours().text};
    default:
        break;
    }
    return {Glyph::Ring, colours().dim};
}

QString noteHtml(const QString &markdown)
{
    // Pictures would be fetched by name: what they say stays, in words.
    static const QRegularExpression picture(u"!\\[([^\\]\\n]*)\\](\\([^)\\n]*\\)|\\[[^\\]\\n]*\\])?"_s);
    QString text = markdown;
    text.replace(picture, u"(picture: \\1)"_s);
    QTextDocument document;
    document.setMarkdown(text, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub |
                                                               QTextDocument::MarkdownNoHTML));
    QString html = document.toHtml();
    // Whatever form of it was missed is no picture either.
    static const QRegularExpression image(u"<img[^>]*>"_s, QRegularExpression::CaseInsensitiveOption);
    html.remove(image);
    return html;
}

} // namespace quarterdeck
