#pragma once

#include "tests/support/hostileserver.h"

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace quarterdeck::test {

/// A certificate authority made for one test: nothing secret is kept in the tree, and nothing in the tree
/// expires. Files live as long as the object.
class TestAuthority
{
public:
    TestAuthority();
    ~TestAuthority();

    [[nodiscard]] QString caFile() const; ///< PEM
    struct Wish
    {
        QString commonName;
        QStringList names;      ///< subject alternative names; literal addresses too
        int validFromDays = -1; ///< from now
        int validToDays = 30;
        bool selfSigned = false;
    };
    /// Certificate and key as PEM files.
    TlsFiles issue(const Wish &wish);
    /// For 127.0.0.1, localhost and the like, valid.
    TlsFiles issueGood();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace quarterdeck::test
