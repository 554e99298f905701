#ifndef PITH_ENGINE_REPORTS_SUBSET_SEARCH_H
#define PITH_ENGINE_REPORTS_SUBSET_SEARCH_H

#include <cstddef>
#include <functional>
#include <vector>

#include "pith/minimise.h"

namespace pith::engine {

/// Tries what is left if only the units with true are kept.
using TryKept = std::function<Trial(const std::vector<bool>& kept)>;

/// Whether a search may try to keep nothing.
enum class MayBeEmpty : bool { no, yes };

/// Removes units while what is left fails. Needs units that fail if all are kept. Returns which are kept at last: the
/// smallest set that failed. Stops as soon as `try_kept` says so, and sets `is_stopped`. Costs as minimise() says.
std::vector<bool> search_subset(std::size_t unit_count, MayBeEmpty may_be_empty, const TryKept& try_kept,
                                bool& is_stopped);

}  // namespace pith::engine

#endif
