#ifndef PITH_ENGINE_WARNING_H
#define PITH_ENGINE_WARNING_H

#include <optional>
#include <string>
#include <utility>

#include "pith/crypto.h"
#include "pith/state.h"

namespace pith::engine {

/// A warning, about an event if its id is given. Whoever knows the input that it is about sets `Warning::input`.
inline Warning make_warning(WarningCode code, std::string explanation,
                            std::optional<Sha256Digest> event_id = std::nullopt) {
  return {code, event_id, std::move(explanation)};
}

}  // namespace pith::engine

#endif
