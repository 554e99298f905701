#include "engine/class_index.h"

#include <string>

namespace pith::engine {

std::uint32_t ClassIndex::insert(const Crypto& crypto, std::uint32_t principal, std::string_view event_type,
                                 std::string_view target) {
  // The lengths first, so that no two classes have one text.
  std::string text = std::to_string(principal) + ' ' + std::to_string(event_type.size()) + ' ';
  text += event_type;
  text += target;
  return digests_.insert(crypto.sha256(text));
}

}  // namespace pith::engine
