#include "models/breakers/breakerhelp.h"

#include "models/breakers/breakerconventions.h"

#include <re2/re2.h>

#include <algorithm>
#include <vector>

namespace quarterdeck {

namespace {

using States = QMap<double, BreakerState>;

// What people call the states in HELP texts, beside the words of the libraries
#define QUARTERDECK_STATE_WORDS                                                                              \
    "(half[-_ ]?open(?:ed)?|forced?[-_ ]?open|forced?[-_ ]?closed?|disabled|isolated|metrics[-_ ]?only|"     \
    "closed|opened|open|tripped|locked[-_ ]?out|normal|healthy|ok)"
#define QUARTERDECK_NUMBER "(-?\\d+(?:\\.\\d+)?)"

BreakerState stateOf(const std::string &word)
{
    const QString text = QString::fromStdString(word).toLower();
    if (text == u"tripped" || text.startsWith(u"locked")) {
        return BreakerState::Open;
    }
    if (text == u"normal" || text == u"healthy" || text == u"ok") {
        return BreakerState::Closed;
    }
    return breakerStateFromWord(text);
}

bool nameEachStateOnce(const States &states)
{
    QList<BreakerState> values = states.values();
    std::sort(values.begin(), values.end());
    return std::adjacent_find(values.begin(), values.end()) == values.end();
}

/// Collects the pairs that a pattern finds; `contradicts` when the same number gets two states.
States collect(const RE2 &pattern, std::string_view help, bool numberFirst, bool &contradicts)
{
    States states;
    re2::StringPiece rest(help.data(), help.size());
    std::string first;
    std::string second;
    while (RE2::FindAndConsume(&rest, pattern, &first, &second)) {
        const double number = std::stod(numberFirst ? first : second);
        const BreakerState state = stateOf(numberFirst ? second : first);
        contradicts = contradicts || (states.contains(number) && states.value(number) != state);
        states.insert(number, state);
    }
    return states;
}

/// "0/1/2 for closed/half-open/open": as many numbers as words, one list after the other.
States collectLists(std::string_view help)
{
    static const RE2 token("(?i)\\b(?:" QUARTERDECK_NUMBER "|" QUARTERDECK_STATE_WORDS ")\\b");
    std::vector<double> numbers;
    std::vector<BreakerState> words;
    int turns = 0;
    bool lastWasNumber = false;
    re2::StringPiece rest(help.data(), help.size());
    std::string number;
    std::string word;
    while (RE2::FindAndConsume(&rest, token, &number, &word)) {
        const bool isNumber = !number.empty();
        turns += (!numbers.empty() || !words.empty()) && isNumber != lastWasNumber ? 1 : 0;
        lastWasNumber = isNumber;
        if (isNumber) {
            numbers.push_back(std::stod(number));
        } else {
            words.push_back(stateOf(word));
        }
        if (numbers.size() + words.size() > 16) {
            return {};
        }
    }
    States states;
    if (turns == 1 && numbers.size() == words.size() && numbers.size() >= 2) {
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            states.insert(numbers[i], words[i]);
        }
    }
    return static_cast<std::size_t>(states.size()) == numbers.size() ? states : States();
}

/// "0 closed, 1 open, 2 half-open": numbers and words in turn, with nothing but blanks within each pair.
States collectPairs(std::string_view help)
{
    static const RE2 token("(?i)\\b(?:" QUARTERDECK_NUMBER "|" QUARTERDECK_STATE_WORDS ")\\b");
    States states;
    re2::StringPiece rest(help.data(), help.size());
    std::string number;
    std::string word;
    std::string first;
    bool firstIsNumber = false;
    const char *endOfFirst = nullptr;
    bool numbersLead = false;
    int tokens = 0;
    while (RE2::FindAndConsume(&rest, token, &number, &word)) {
        const bool isNumber = !number.empty();
        const std::string &text = isNumber ? number : word;
        if (tokens == 0) {
            numbersLead = isNumber;
        }
        if (tokens % 2 == 0) {
            if (isNumber != numbersLead) {
                return {};
            }
            first = text;
            firstIsNumber = isNumber;
            endOfFirst = rest.data();
        } else {
            const char *begin = rest.data() - text.size();
            const bool onlyBlanks = std::all_of(endOfFirst, begin, [](char c) { return c == ' '; });
            if (isNumber == firstIsNumber || !onlyBlanks || tokens > 16) {
                return {};
            }
            const double key = std::stod(isNumber ? text : first);
            if (states.contains(key)) {
                return {};
            }
            states.insert(key, stateOf(isNumber ? first : text));
        }
        ++tokens;
    }
    return tokens % 2 == 0 && states.size() >= 2 && nameEachStateOnce(states) ? states : States();
}

} // namespace

States statesFromHelp(std::string_view help)
{
    help = help.substr(0, 1024);
    static const RE2 numberWord(
        "(?i)(?:^|[^\\w.])" QUARTERDECK_NUMBER
        "\"?\\s*(?:=>|->|==?|:|-|\u2013|\u2192|\\(|is|means|for|if|when|indicates)\\s*"
        "(?:the\\s+|it\\s+is\\s+|it's\\s+|(?:circuit\\s*)?breaker\\s+is\\s+|is\\s+|currently\\s+|\"|')"
        "*" QUARTERDECK_STATE_WORDS "\\b");
    static const RE2 wordNumber("(?i)\\b" QUARTERDECK_STATE_WORDS
                                "[\"']?\\s*(?:=>|->|==?|:|\u2013|\u2192|\\(|is|as)\\s*" QUARTERDECK_NUMBER
                                "\\b");
    bool contradicts = false;
    const States numbersFirst = collect(numberWord, help, true, contradicts);
    const States wordsFirst = collect(wordNumber, help, false, contradicts);
    States states = collectLists(help);
    if (states.isEmpty()) {
        states = numbersFirst;
        for (auto it = wordsFirst.constBegin(); it != wordsFirst.constEnd(); ++it) {
            contradicts = contradicts || states.value(it.key(), it.value()) != it.value();
            states.insert(it.key(), it.value());
        }
        if (contradicts || !nameEachStateOnce(states)) {
            return {};
        }
    }
    if (states.isEmpty()) {
        states = collectPairs(help);
    }
    // A truth value: "1 if open, 0 otherwise", "whether the circuit breaker is open"
    static const RE2 otherwise("(?i)\\b0\\s*(?:=|:|is|if|for)?\\s*(?:otherwise|else|if not|when "
                               "not|not)|\\b(?:otherwise|else)\\s*,?\\s*0\\b");
    static const RE2 whether("(?i)\\b(?:whether|if|is)\\s+(?:the\\s+|a\\s+|this\\s+)?(?:\\w+\\s+)?(?:circuit["
                             "\\s-]*)?(?:breaker\\s+)?(?:is\\s+)?(?:currently\\s+)?open\\b");
    const re2::StringPiece text(help.data(), help.size());
    if (states.size() == 1 && states.value(1, BreakerState::Unknown) == BreakerState::Open &&
        RE2::PartialMatch(text, otherwise)) {
        states.insert(0, BreakerState::Closed);
    }
    static const RE2 anyNumber("\\d");
    if (states.isEmpty() && RE2::PartialMatch(text, whether) && !RE2::PartialMatch(text, anyNumber)) {
        states.insert(0, BreakerState::Closed);
        states.insert(1, BreakerState::Open);
    }
    return states;
}

} // namespace quarterdeck
