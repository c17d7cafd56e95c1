#pragma once

#include <QString>

namespace quarterdeck {

/// Who records into a store: one console at a time. A lock of the kernel on a file beside it, so that it ends
/// with its process however that ends.
class StoreClaim
{
public:
    StoreClaim() = default;
    ~StoreClaim();
    StoreClaim(const StoreClaim &) = delete;
    StoreClaim &operator=(const StoreClaim &) = delete;

    /// Takes it, or says who has it: `holder` is "process 1234", or empty where the file cannot be made.
    bool take(const QString &store, QString *holder);
    void release();
    [[nodiscard]] bool isTaken() const { return m_file >= 0; }

private:
    int m_file = -1;
};

} // namespace quarterdeck
