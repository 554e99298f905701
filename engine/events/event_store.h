#ifndef PITH_ENGINE_EVENTS_EVENT_STORE_H
#define PITH_ENGINE_EVENTS_EVENT_STORE_H

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canon/instant.h"
#include "canon/write.h"
#include "containers/byte_arena.h"
#include "containers/chunked_vector.h"
#include "containers/digest_index.h"
#include "containers/prefetch.h"
#include "engine/events/class_index.h"
#include "engine/events/event_content.h"
#include "pith/event.h"
#include "pith/keyring.h"

namespace pith::engine {

/// An event that a trusted key signed: what its place in the state depends on. A set has a million of these and
/// goes through them in every order, so they are small: two to a cache line.
struct AuthenticEvent {
  const char* bytes = nullptr;        ///< EventSetData::texts reads them
  std::uint64_t created_at_high = 0;  ///< with created_at_low the instant: they compare as instants do
  std::uint32_t number = 0;           ///< of its digest
  std::uint32_t event_class = 0;      ///< in EventSetData::classes: equal numbers are equal classes
  std::uint32_t links = 0;            ///< EventSetData::all_links reads it: the one link, or where several begin
  std::uint8_t created_at_low = 0;
  std::uint8_t supersedes_count = 0;
  bool has_prev_event : 1 = false;
  bool is_record_created : 1 = false;
  bool has_bad_receipt : 1 = false;

  static constexpr unsigned created_at_low_bits = 5;
  void set_created_at(canon::Instant instant);
};

static_assert(sizeof(AuthenticEvent) <= 32);

/// What an event shows of itself in the state; its type and target are those of its class.
struct EventTexts {
  std::string_view created_at;
  std::string_view signer_json;   ///< in canonical form
  std::string_view payload_json;  ///< in canonical form
};

/// What is known of a digest.
struct Entry {
  /// Nothing where no event of that digest was added, or where it is authentic.
  std::optional<Reason> reason;
  /// The index in `authentic`, if it is.
  std::optional<std::uint32_t> authentic;

  bool is_event() const { return reason || authentic; }
};

/// Entries by number, in four bytes each.
class EntryTable {
 public:
  Entry operator[](std::uint32_t number) const {
    const std::uint32_t code = codes_[number];
    if (code >= first_authentic) {
      return {std::nullopt, code - first_authentic};
    }
    return {code == 0 ? std::nullopt : std::optional(static_cast<Reason>(code - 1)), std::nullopt};
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(codes_.size()); }

  PITH_PREFETCHING void prefetch(std::uint32_t number) const { engine::prefetch(&codes_[number]); }
  void push_empty() { codes_.push_back(0); }
  void set_authentic(std::uint32_t number, std::uint32_t event) { codes_[number] = first_authentic + event; }
  void set_reason(std::uint32_t number, Reason reason) { codes_[number] = static_cast<std::uint32_t>(reason) + 1; }

 private:
  // Reason::prev_event_unresolved is the last of the reasons.
  static constexpr std::uint32_t first_authentic = static_cast<std::uint32_t>(Reason::prev_event_unresolved) + 2;
  ChunkedVector<std::uint32_t> codes_;  // 0, a reason + 1, or an index + first_authentic
};

/// The distinct events of one record, by number. Numbers follow arrival and show in no result.
class EventSetData {
 public:
  EventSetData(std::string record_subject, Keyring trusted_keys)
      : subject(std::move(record_subject)), keyring(std::move(trusted_keys)) {}

  /// SPEC 4: takes in one copy of an event.
  EventVerdict add(canon::Value event, const canon::CanonicalText& text, const Shortcuts& shortcuts = {});

  /// SPEC 10.2. Needs the same subject and keyring.
  void merge(const EventSetData& other);

  using Entry = engine::Entry;

  /// Enters an event as authentic, whatever its signature; a copy of one that is makes no difference (SPEC 4.3).
  /// Needs links without a cycle. For events that were verified elsewhere.
  void add_authentic(const Sha256Digest& digest, const EventContent& content, std::uint32_t principal,
                     bool has_bad_receipt, std::string_view signer_json, std::string_view payload_json);

  /// The id of an authentic event, by its index.
  const Sha256Digest& id(std::uint32_t event) const { return digests[authentic[event].number]; }

  const EventClass& class_of(const AuthenticEvent& event) const { return classes[event.event_class]; }
  EventTexts texts(const AuthenticEvent& event) const;

  /// prev_event, if any, and then supersedes as listed: numbers.
  std::span<const std::uint32_t> all_links(const AuthenticEvent& event) const {
    const std::size_t count = event.supersedes_count + (event.has_prev_event ? 1U : 0U);
    return {count > 1 ? &links_[event.links] : &event.links, count};
  }
  std::span<const std::uint32_t> supersedes(const AuthenticEvent& event) const {
    return all_links(event).last(event.supersedes_count);
  }
  std::optional<std::uint32_t> prev_event(const AuthenticEvent& event) const {
    return event.has_prev_event ? std::optional(all_links(event).front()) : std::nullopt;
  }

  std::string subject;
  Keyring keyring;
  DigestIndex digests;  ///< of events, and of what authentic events link to
  EntryTable entries;   ///< by number
  ChunkedVector<AuthenticEvent> authentic;
  ClassIndex classes;

 private:
  std::uint32_t number_of(const Sha256Digest& digest);

  /// Of two copies that are not authentic the one that came further gives the reason (SPEC 4.6).
  void note_reason(std::uint32_t number, Reason reason);

  /// Gives what AuthenticEvent::bytes points to.
  const char* keep_texts(std::uint32_t event_class, const EventTexts& texts);

  /// Of an event whose other fields are set.
  void enter_authentic(AuthenticEvent event, std::span<const std::uint32_t> links);

  SharedBytes bytes_;
  RefusedSignatures refused_;
  ChunkedVector<std::uint32_t> links_;  // numbers, of the events with several
};

}  // namespace pith::engine

#endif
