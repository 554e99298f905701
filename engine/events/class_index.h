#ifndef PITH_ENGINE_EVENTS_CLASS_INDEX_H
#define PITH_ENGINE_EVENTS_CLASS_INDEX_H

#include <array>
#include <cstdint>
#include <string_view>

#include "containers/byte_arena.h"
#include "containers/chunked_vector.h"
#include "containers/digest_index.h"
#include "containers/typed_index.h"
#include "engine/indices.h"
#include "pith/crypto.h"

namespace pith::engine {

/// SPEC 7.2: what events must have in common to conflict.
struct EventClass {
  PrincipalNumber principal;
  std::string_view event_type;
  std::string_view target;
};

/// A text about a signer that a ClassIndex keeps.
using SignerNumber = containers::TypedIndex<struct SignerNumberTag>;

/// Numbers the classes, so that comparing two of them is comparing two numbers. Keeps the texts of each class once.
class ClassIndex {
 public:
  ClassIndex() { recent_.fill(ClassNumber::none()); }

  /// The number of a class; a new class gets the next one. `principal` is TrustedKey::principal. Linear in the texts.
  /// Hashes them, unless the class was inserted not long ago.
  ClassNumber insert(const Crypto& crypto, const Sha256Digest& principal, std::string_view event_type,
                     std::string_view target);

  /// The same for a class of another index.
  ClassNumber insert(const ClassIndex& other, ClassNumber number);

  /// TrustedKey::principal of those whose events have this number.
  const Sha256Digest& principal(PrincipalNumber number) const { return principals_[number.value]; }

  const EventClass& operator[](ClassNumber number) const { return classes_[number]; }
  std::uint32_t size() const { return classes_.size(); }

  /// Keeps the `signer` of an event of a class. Stores a text once for consecutive events of one class that have the
  /// same text, as nearly all do.
  SignerNumber keep_signer(ClassNumber number, std::string_view signer_json);

  std::string_view signer(SignerNumber number) const { return signers_[number]; }

 private:
  ClassNumber insert(const Sha256Digest& digest, const EventClass& event_class);
  bool is_class(ClassNumber number, const Sha256Digest& principal, std::string_view event_type,
                std::string_view target) const;

  containers::DigestIndex principals_;
  containers::DigestIndex digests_;  // of the classes: finds one, however long its texts are
  containers::TypedTable<ClassNumber, containers::ChunkedVector<EventClass>> classes_;
  containers::TypedTable<SignerNumber, containers::ChunkedVector<std::string_view>> signers_;
  // The text of each class's last event, or none.
  containers::TypedTable<ClassNumber, containers::ChunkedVector<SignerNumber>> last_signers_;
  containers::ByteArena texts_;
  std::array<ClassNumber, 16> recent_;  // classes inserted lately, or none, by a few of their bits
};

}  // namespace pith::engine

#endif
