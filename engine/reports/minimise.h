#ifndef PITH_ENGINE_REPORTS_MINIMISE_H
#define PITH_ENGINE_REPORTS_MINIMISE_H

#include <string>

#include "pith/minimise.h"

namespace pith::engine {

/// As the public minimise(), for what InputMerge::write_lines() gives.
Minimised minimise_lines(std::string lines, const TryCandidate& try_candidate);

}  // namespace pith::engine

#endif
