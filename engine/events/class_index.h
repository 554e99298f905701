#ifndef PITH_ENGINE_EVENTS_CLASS_INDEX_H
#define PITH_ENGINE_EVENTS_CLASS_INDEX_H

#include <array>
#include <cstdint>
#include <string_view>

#include "containers/byte_arena.h"
#include "containers/chunked_vector.h"
#include "containers/digest_index.h"
#include "pith/crypto.h"

namespace pith::engine {

/// SPEC 7.2: what events have in common that can conflict.
struct EventClass {
  std::uint32_t principal = 0;
  std::string_view event_type;
  std::string_view target;

  friend bool operator==(const EventClass&, const EventClass&) = default;
};

/// Numbers the classes, so that comparing two compares two numbers, and keeps the texts of each once.
class ClassIndex {
 public:
  /// The number of a class; a new one gets the next. Linear in the texts; hashes them, but for repeats of a class
  /// that came lately.
  std::uint32_t insert(const Crypto& crypto, const EventClass& event_class);

  /// The same for a class of another index.
  std::uint32_t insert(const ClassIndex& other, std::uint32_t number);

  const EventClass& operator[](std::uint32_t number) const { return classes_[number]; }

  /// Keeps what an event of a class says of its signer: once for events of one class that come one after the other
  /// and say the same, as nearly all do. Gives the number of the text.
  std::uint32_t keep_signer(std::uint32_t number, std::string_view signer_json);

  std::string_view signer(std::uint32_t signer_number) const { return signers_[signer_number]; }

  std::uint32_t size() const { return digests_.size(); }

 private:
  std::uint32_t insert(const Sha256Digest& digest, const EventClass& event_class);

  DigestIndex digests_;  ///< of the classes: finds one however long its texts are
  ChunkedVector<EventClass> classes_;
  ChunkedVector<std::string_view> signers_;
  ChunkedVector<std::uint32_t> last_signers_;  ///< by class, what its last event said of its signer; or none
  SharedBytes texts_;
  std::array<std::uint32_t, 16> recent_{};  ///< the numbers + 1 of classes that came lately, by a few of their bits
};

}  // namespace pith::engine

#endif
