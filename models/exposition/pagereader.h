#pragma once

#include "models/exposition/expositionline.h"
#include "models/exposition/series.h"

#include <memory>
#include <string_view>
#include <vector>

namespace quarterdeck {

class PageLayoutPool;

/// Reads the successive pages of one target. Keeps the layout of the last page (the bytes before each
/// value), so that a page with the same series in the same order costs one comparison and one number per
/// sample. One bad line costs one line: the rest is read and the report says what was left out.
/// Not thread-safe; belongs to the worker that owns the target.
class PageReader
{
public:
    /// A layout larger than this is not kept.
    static constexpr std::size_t defaultCacheLimit = 32 * 1024 * 1024;

    /// `selector` must outlive the reader.
    explicit PageReader(SeriesSelector &selector);
    ~PageReader();
    PageReader(PageReader &&) noexcept;
    PageReader &operator=(PageReader &&) noexcept;

    /// Appends the selected samples of `page` to `selected` in page order. A series on an unreadable line is
    /// simply not there (missing, not zero).
    PageReport read(std::string_view page, ExpositionFormat format, std::vector<SelectedSample> &selected);
    PageReport read(std::string_view page, ExpositionDialect dialect, std::vector<SelectedSample> &selected);

    /// Forgets the layout: the next page asks the selector about every series again.
    void forget();

    /// Layouts are shared with other readers of the same thread from now on. The pool must outlive the
    /// reader's reading.
    void shareLayouts(PageLayoutPool *pool);

    /// Bytes held by the layout cache.
    [[nodiscard]] std::size_t cacheBytes() const;
    /// The most bytes that the layout may take; 0 reads every page as if it were the first.
    void setCacheLimit(std::size_t bytes);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Which format a `Content-Type` header announces; nothing or an unknown type reads as Text, as Prometheus
/// does.
ExpositionFormat expositionFormat(std::string_view contentType);

} // namespace quarterdeck
