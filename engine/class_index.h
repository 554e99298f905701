#ifndef PITH_ENGINE_CLASS_INDEX_H
#define PITH_ENGINE_CLASS_INDEX_H

#include <cstdint>
#include <string_view>

#include "engine/digest_index.h"
#include "pith/crypto.h"

namespace pith::engine {

/// SPEC 7.2: numbers the classes of events that can conflict: one principal, `event_type` and `target`. By hash,
/// so that comparing two classes compares two numbers however long their texts are.
class ClassIndex {
 public:
  /// The number of a class; a new one gets the next. Linear in the texts.
  std::uint32_t insert(const Crypto& crypto, std::uint32_t principal, std::string_view event_type,
                       std::string_view target);

 private:
  DigestIndex digests_;
};

}  // namespace pith::engine

#endif
