#ifndef PITH_ENGINE_LISTED_FAULTS_H
#define PITH_ENGINE_LISTED_FAULTS_H

#include <cstddef>

namespace pith::engine {

/// So many faults of one kind are listed, and of the others how many there are: a fault can be two bytes of input and
/// some hundred of report, and nobody reads the hundredth.
inline constexpr std::size_t listed_faults_max = 100;

}  // namespace pith::engine

#endif
