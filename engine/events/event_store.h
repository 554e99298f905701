#ifndef PITH_ENGINE_EVENTS_EVENT_STORE_H
#define PITH_ENGINE_EVENTS_EVENT_STORE_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "containers/byte_arena.h"
#include "containers/chunked_vector.h"
#include "containers/digest_index.h"
#include "containers/memory.h"
#include "containers/typed_index.h"
#include "engine/events/class_index.h"
#include "engine/events/event_content.h"
#include "engine/indices.h"
#include "pith/event.h"

namespace pith::engine {

/// What is known about a digest.
struct Entry {
  /// The reason of an event that is not authentic; std::nullopt if it is, or if no such event was added.
  std::optional<Reason> reason;
  /// The event, if it is authentic.
  std::optional<EventIndex> authentic;

  bool is_event() const { return reason || authentic; }
};

/// An authentic event, reduced to what decides its part in the state. A store may hold a million of these, and goes
/// through them in different orders, so they are small: two to a cache line. EventStore reads the rest.
struct AuthenticEvent {
  const char* texts = nullptr;  ///< EventStore::texts reads them
  /// The instant as two numbers, which compare as instants do.
  std::uint64_t created_at_high = 0;
  DigestNumber number;
  ClassNumber event_class;
  /// EventStore::all_links reads them.
  union {
    DigestNumber only_link = {};
    std::uint32_t first_link;
  };
  std::uint8_t created_at_low = 0;
  std::uint8_t supersedes_count = 0;
  bool has_prev_event : 1 = false;
  bool is_record_created : 1 = false;
  bool has_bad_receipt : 1 = false;

  static constexpr unsigned created_at_low_bits = 5;
};

static_assert(sizeof(AuthenticEvent) <= 32);

/// What the state shows of an event; its type and target are those of its class.
struct EventTexts {
  std::string_view created_at;
  std::string_view signer_json;   ///< in canonical form
  std::string_view payload_json;  ///< in canonical form
};

/// An authentic event on its way into a store. Views.
struct NewEvent {
  const Sha256Digest& digest;
  const EventContent& content;
  std::string_view signer_json;   ///< in canonical form
  std::string_view payload_json;  ///< in canonical form
  Sha256Digest principal;         ///< TrustedKey::principal
  bool has_bad_receipt = false;
};

/// The distinct events of one record. Knows nothing about signatures and keys: whoever adds an event as authentic must
/// have checked it. Copies are independent. An event takes about 100 bytes in addition to its payload.
class EventStore {
 public:
  /// The number of a digest; a new digest gets the next one.
  DigestNumber insert(const Sha256Digest& digest);

  /// The number of a digest; std::nullopt if no event has it and no authentic event links to it.
  std::optional<DigestNumber> find(const Sha256Digest& digest) const {
    const std::optional<std::uint32_t> number = digests_.find(digest);
    return number ? std::optional(DigestNumber(*number)) : std::nullopt;
  }

  /// What is known about a digest.
  Entry entry(DigestNumber number) const {
    const std::uint32_t code = entry_codes_[number];
    if (code >= first_authentic_code) {
      return {std::nullopt, EventIndex(code - first_authentic_code)};
    }
    return {code == 0 ? std::nullopt : std::optional(static_cast<Reason>(code - 1)), std::nullopt};
  }

  /// The authentic event with a digest; EventIndex::none() if there is none.
  EventIndex find_authentic(DigestNumber number) const {
    const std::uint32_t code = entry_codes_[number];
    return code >= first_authentic_code ? EventIndex(code - first_authentic_code) : EventIndex::none();
  }

  /// Whether no other copy of an event can change anything: one is authentic, or the content decided (SPEC 4.3).
  bool is_decided(DigestNumber number) const;

  /// The reason that is known so far, up to `bad_receipt`; std::nullopt if the event passed these checks. Needs an
  /// event.
  std::optional<Reason> reason_of(DigestNumber number) const;

  /// SPEC 4.6: notes why a copy of an event is not authentic. Of several copies, the one that got furthest counts.
  /// Needs an event that is not authentic.
  void note_reason(DigestNumber number, Reason reason);

  /// Adds an event as authentic. Changes nothing if it is there already (SPEC 4.3). Needs at most supersedes_max
  /// entries in `supersedes`, and links without a cycle; those of real digests have none. Throws SystemFailure if there
  /// are more links than can be counted.
  void add_authentic(const Crypto& crypto, const NewEvent& event);

  /// SPEC 10.2: adds everything that another store knows. Linear. Needs a store that was filled under an equal keyring.
  void merge(const EventStore& other);

  std::uint32_t digest_count() const { return digests_.size(); }
  containers::IndexRange<DigestNumber> digest_numbers() const {
    return containers::IndexRange<DigestNumber>(digest_count());
  }
  const Sha256Digest& digest(DigestNumber number) const { return digests_[number.value]; }

  std::uint32_t authentic_count() const { return authentic_.size(); }
  containers::IndexRange<EventIndex> authentic_events() const { return authentic_.indices(); }
  const AuthenticEvent& operator[](EventIndex event) const { return authentic_[event]; }
  const Sha256Digest& id(EventIndex event) const { return digest(authentic_[event].number); }

  const EventClass& class_of(EventIndex event) const { return classes_[authentic_[event].event_class]; }
  const EventClass& class_of(ClassNumber number) const { return classes_[number]; }

  /// TrustedKey::principal of the keys whose events have this number.
  const Sha256Digest& principal(PrincipalNumber number) const { return classes_.principal(number); }

  EventTexts texts(EventIndex event) const;

  /// `prev_event`, if any, and then `supersedes` as listed. Needs an event of this store.
  std::span<const DigestNumber> all_links(const AuthenticEvent& event) const {
    const std::size_t count = event.supersedes_count + (event.has_prev_event ? 1U : 0U);
    return {count > 1 ? &links_[event.first_link] : &event.only_link, count};
  }
  std::span<const DigestNumber> supersedes(const AuthenticEvent& event) const {
    return all_links(event).last(event.supersedes_count);
  }
  std::optional<DigestNumber> prev_event(const AuthenticEvent& event) const {
    return event.has_prev_event ? std::optional(all_links(event).front()) : std::nullopt;
  }

  /// Fetches what the calls above will read, for a caller who knows what comes next.
  PITH_PREFETCHING void prefetch(EventIndex event) const { containers::prefetch(&authentic_[event]); }
  PITH_PREFETCHING void prefetch_links(EventIndex event) const {
    containers::prefetch(all_links(authentic_[event]).data());
  }
  PITH_PREFETCHING void prefetch_entry(DigestNumber number) const { containers::prefetch(&entry_codes_[number]); }

 private:
  /// The result is what AuthenticEvent::texts points to.
  const char* keep_texts(ClassNumber event_class, const EventTexts& texts);

  /// Adds an event whose other fields are set.
  void enter(AuthenticEvent event, std::span<const DigestNumber> links);

  // An Entry in four bytes: 0, a reason + 1, or an event index + first_authentic_code. Reason::prev_event_unresolved is
  // the last of the reasons.
  static constexpr std::uint32_t first_authentic_code = static_cast<std::uint32_t>(Reason::prev_event_unresolved) + 2;

  containers::DigestIndex digests_;  // of events, and of what authentic events link to
  containers::TypedTable<DigestNumber, containers::ChunkedVector<std::uint32_t>> entry_codes_;
  containers::TypedTable<EventIndex, containers::ChunkedVector<AuthenticEvent>> authentic_;
  ClassIndex classes_;
  containers::ByteArena texts_;
  containers::ChunkedVector<DigestNumber> links_;  // of the events that have several
};

}  // namespace pith::engine

#endif
