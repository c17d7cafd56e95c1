#include "models/fleet/target.h"

namespace quarterdeck {

QString InstanceId::toString() const
{
    QString text = job + u'/' + instance;
    if (duplicate > 0) {
        text += u'#' + QString::number(duplicate + 1);
    }
    return text;
}

size_t qHash(const InstanceId &id, size_t seed)
{
    return qHashMulti(seed, id.job, id.instance, id.duplicate);
}

QString Endpoint::hostPort() const
{
    const bool isIPv6 = host.contains(u':');
    return (isIPv6 ? u'[' + host + u']' : host) + u':' + QString::number(port);
}

QUrl Endpoint::url() const
{
    const QLatin1StringView schemeText =
        scheme == Scheme::Https ? QLatin1StringView("https://") : QLatin1StringView("http://");
    return QUrl(schemeText + hostPort() + path, QUrl::TolerantMode);
}

InstanceNumber InstanceNumbering::numberOf(const InstanceId &id)
{
    const auto known = m_numbers.constFind(id);
    if (known != m_numbers.constEnd()) {
        return *known;
    }
    const InstanceNumber number{static_cast<quint32>(m_numbers.size()) + 1};
    m_numbers.insert(id, number);
    return number;
}

} // namespace quarterdeck
