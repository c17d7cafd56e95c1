#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace quarterdeck {

/// "5%" or "0.05", as 0 to 1.
std::optional<double> readRatio(const QString &text);
/// "500ms", "10m", "1h30m", in seconds; the unit must be said.
std::optional<double> readDuration(const QString &text);
/// "100", "1.5k", "100/s", per second.
std::optional<double> readRate(const QString &text);

/// The words that can follow "state:", "flag:" and "breaker:", with the number of the enum each stands for.
struct FilterChoice
{
    QString word;
    int choice = 0;
};
const QList<FilterChoice> &stateChoices();
const QList<FilterChoice> &flagChoices();
const QList<FilterChoice> &breakerChoices();

} // namespace quarterdeck
