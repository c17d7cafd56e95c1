#include "models/exposition/pagereader.h"

#include "models/exposition/pagepass.h"

#include <algorithm>

namespace quarterdeck {

struct PageReader::Private
{
    explicit Private(SeriesSelector &seriesSelector) : selector(&seriesSelector)
    {
        cache.limit = defaultCacheLimit;
    }

    SeriesSelector *selector;
    PageCache cache;
};

PageReader::PageReader(SeriesSelector &selector) : d(std::make_unique<Private>(selector)) {}

PageReader::~PageReader() = default;
PageReader::PageReader(PageReader &&) noexcept = default;
PageReader &PageReader::operator=(PageReader &&) noexcept = default;

PageReport PageReader::read(std::string_view page, ExpositionFormat format,
                            std::vector<SelectedSample> &selected)
{
    return read(page, ExpositionDialect{format, false}, selected);
}

PageReport PageReader::read(std::string_view page, ExpositionDialect dialect,
                            std::vector<SelectedSample> &selected)
{
    PageCache &cache = d->cache;
    if (cache.valid && dialect != cache.dialect) {
        cache.forget();
    }
    cache.dialect = dialect;
    const std::size_t before = selected.size();
    if (cache.valid) {
        PagePass pass(cache, *d->selector, page, selected);
        if (pass.readByLayout()) {
            cache.nextPause = 0;
            return pass.takeReport();
        }
        // A page that never looks like the one before must not pay for a layout each time.
        selected.resize(before);
        cache.pause = cache.nextPause;
        cache.nextPause = std::min(std::max(1U, cache.nextPause * 2), PageCache::longestPause);
    }
    PagePass pass(cache, *d->selector, page, selected);
    pass.readWhole();
    return pass.takeReport();
}

void PageReader::forget()
{
    d->cache.forget();
}

void PageReader::shareLayouts(PageLayoutPool *pool)
{
    d->cache.pool = pool;
}

std::size_t PageReader::cacheBytes() const
{
    return d->cache.layout.memory();
}

void PageReader::setCacheLimit(std::size_t bytes)
{
    d->cache.limit = bytes;
    if (cacheBytes() > bytes) {
        forget();
    }
}

} // namespace quarterdeck
