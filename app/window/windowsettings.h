#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>
#include <QVariant>

namespace quarterdeck {

/// One remembered thing: its key in the file and what it is when the file does not say.
template <typename T>
struct Setting
{
    const char *key;
    T fallback;
};

/// Everything the window remembers, in one place. Defaults are not written, unknown keys are kept.
namespace settings {
inline const Setting<QByteArray> windowGeometry{"window/geometry", {}};
inline const Setting<QByteArray> outerSplitter{"window/outerSplitter", {}};
inline const Setting<bool> detailsShown{"window/detailsShown", true};
inline const Setting<bool> activityShown{"window/activityShown", false};
inline const Setting<QString> topErrors{"window/topErrors",
                                        {}}; ///< open, folded; empty: as the situation wants
inline const Setting<QString> theme{"window/theme", QStringLiteral("system")}; ///< system, dark or light
inline const Setting<QByteArray> fleetPage{"fleet/layout", {}};
inline const Setting<QString> filter{"fleet/filter", {}};
inline const Setting<QByteArray> breakersPage{"breakers/layout", {}};
inline const Setting<QString> breakersFilter{"breakers/filter", {}};
inline const Setting<QByteArray> incidentsPage{"incidents/layout", {}};
inline const Setting<QString> incidentsFilter{"incidents/filter", {}};
inline const Setting<QStringList> incidentsSeen{"incidents/seen", {}}; ///< see IncidentSeen::toLines()
inline const Setting<QStringList> snoozedIncidents{"incidents/snoozed",
                                                   {}}; ///< "number\tseconds since the epoch" each
inline const Setting<QString> quietHours{"incidents/quietHours", {}}; ///< "22:00-07:00", local time
inline const Setting<QStringList> savedViews{"fleet/savedViews", {}}; ///< "name\tfilter" each
} // namespace settings

/// The file behind the settings; its `version` lets a later release know what it reads.
class WindowSettings
{
public:
    WindowSettings();

    template <typename T>
    [[nodiscard]] T value(const Setting<T> &setting) const
    {
        const QVariant stored = m_file.value(QLatin1String(setting.key));
        return stored.canConvert<T>() && stored.isValid() ? stored.value<T>() : setting.fallback;
    }

    template <typename T>
    void set(const Setting<T> &setting, const T &value)
    {
        if (value == setting.fallback) {
            m_file.remove(QLatin1String(setting.key));
        } else {
            m_file.setValue(QLatin1String(setting.key), QVariant::fromValue(value));
        }
    }

private:
    QSettings m_file;
};

} // namespace quarterdeck
