#include "models/signals/labelpattern.h"

#include <re2/re2.h>

#include <charconv>
#include <string>

namespace quarterdeck {

namespace {

char lowered(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool sameLetter(char a, char b, GlobCase sensitivity)
{
    return a == b || (sensitivity == GlobCase::Ignored && lowered(a) == lowered(b));
}

bool readNumber(std::string_view text, long &number)
{
    if (text.empty() || text.size() > 9) {
        return false;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

} // namespace

struct LabelPattern::Private
{
    enum class Kind { Glob, Range, Expression };
    Kind kind = Kind::Glob;
    bool exclude = false;
    std::string glob;
    long from = 0;
    long to = 0;
    std::unique_ptr<RE2> expression;
};

LabelPattern::LabelPattern(const QString &text) : d(std::make_unique<Private>())
{
    std::string pattern = text.toStdString();
    if (pattern.starts_with('!')) {
        d->exclude = true;
        pattern.erase(0, 1);
    }
    if (pattern.starts_with('~')) {
        d->kind = Private::Kind::Expression;
        d->expression = std::make_unique<RE2>(pattern.substr(1), RE2::Quiet);
        return;
    }
    const std::string_view view = pattern;
    const std::size_t dash = view.find('-');
    if (dash != std::string_view::npos && readNumber(view.substr(0, dash), d->from) &&
        readNumber(view.substr(dash + 1), d->to)) {
        d->kind = Private::Kind::Range;
        return;
    }
    d->glob = std::move(pattern);
}

LabelPattern::~LabelPattern() = default;
LabelPattern::LabelPattern(LabelPattern &&) noexcept = default;
LabelPattern &LabelPattern::operator=(LabelPattern &&) noexcept = default;

bool LabelPattern::matches(std::string_view value) const
{
    switch (d->kind) {
    case Private::Kind::Expression:
        return d->expression->ok() &&
               RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *d->expression);
    case Private::Kind::Range: {
        long number = 0;
        return readNumber(value, number) && number >= d->from && number <= d->to;
    }
    case Private::Kind::Glob:
        break;
    }
    return globMatches(d->glob, value, GlobCase::Ignored);
}

bool LabelPattern::excludes() const
{
    return d->exclude;
}

QString LabelPattern::problem(const QString &text)
{
    QString pattern = text;
    if (pattern.startsWith(u'!')) {
        pattern.remove(0, 1);
    }
    if (pattern.startsWith(u'~')) {
        const RE2 expression(pattern.mid(1).toStdString(), RE2::Quiet);
        if (!expression.ok()) {
            return QStringLiteral("\"%1\" is not a regular expression: %2")
                .arg(pattern.mid(1), QString::fromStdString(expression.error()));
        }
        return {};
    }
    const qsizetype dash = pattern.indexOf(u'-');
    long from = 0;
    long to = 0;
    if (dash > 0 && readNumber(pattern.left(dash).toStdString(), from) &&
        readNumber(pattern.mid(dash + 1).toStdString(), to) && from > to) {
        return QStringLiteral("the range \"%1\" is empty").arg(pattern);
    }
    return {};
}

bool passes(const std::vector<LabelPattern> &patterns, std::string_view value)
{
    bool anyIncluding = false;
    bool included = false;
    for (const LabelPattern &pattern : patterns) {
        if (pattern.excludes()) {
            if (pattern.matches(value)) {
                return false;
            }
        } else {
            anyIncluding = true;
            included = included || pattern.matches(value);
        }
    }
    return included || !anyIncluding;
}

bool globMatches(std::string_view glob, std::string_view text, GlobCase sensitivity)
{
    // Iterative with one place to return to: linear memory, at worst quadratic time on short strings.
    std::size_t inGlob = 0;
    std::size_t inText = 0;
    std::size_t star = std::string_view::npos;
    std::size_t starText = 0;
    while (inText < text.size()) {
        if (inGlob < glob.size() && glob[inGlob] == '*') {
            star = inGlob++;
            starText = inText;
        } else if (inGlob < glob.size() && sameLetter(glob[inGlob], text[inText], sensitivity)) {
            ++inGlob;
            ++inText;
        } else if (star != std::string_view::npos) {
            inGlob = star + 1;
            inText = ++starText;
        } else {
            return false;
        }
    }
    while (inGlob < glob.size() && glob[inGlob] == '*') {
        ++inGlob;
    }
    return inGlob == glob.size();
}

} // namespace quarterdeck
