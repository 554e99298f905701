#ifndef PITH_ENGINE_EVENT_SET_DATA_H
#define PITH_ENGINE_EVENT_SET_DATA_H

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canon/instant.h"
#include "canon/write.h"
#include "engine/class_index.h"
#include "engine/digest_index.h"
#include "engine/event_content.h"
#include "pith/event.h"
#include "pith/keyring.h"

namespace pith::engine {

/// Owns bytes that never change. A copy shares those so far; what is added later to either is its own.
class SharedBytes {
 public:
  SharedBytes() = default;
  SharedBytes(const SharedBytes& other) : chunks_(other.chunks_) {}
  SharedBytes& operator=(const SharedBytes& other) = delete;
  ~SharedBytes() = default;

  /// Puts the parts one after the other; they stay in place while this object or a copy of it lives.
  const char* append(std::span<const std::string_view> parts);

 private:
  // Chunks double in size, so that a set of one event is small and one of a million has few.
  static constexpr std::size_t first_chunk_size_bytes = std::size_t{1} << 10;
  static constexpr std::size_t chunk_size_bytes_max = std::size_t{1} << 18;

  std::vector<std::shared_ptr<char[]>> chunks_;
  char* free_begin_ = nullptr;
  std::size_t free_size_bytes_ = 0;
  std::size_t next_chunk_size_bytes_ = first_chunk_size_bytes;
};

/// An event that a trusted key signed: what its place in the state depends on, and what it shows there.
struct AuthenticEvent {
  std::uint32_t number = 0;  ///< of its digest
  std::uint32_t principal = 0;
  std::uint32_t event_class = 0;  ///< of its principal, type and target: equal numbers are equal classes
  canon::Instant created_at;
  const char* bytes = nullptr;  ///< the parts below, one after the other
  std::uint32_t event_type_size_bytes = 0;
  std::uint32_t target_size_bytes = 0;
  std::uint32_t created_at_size_bytes = 0;
  std::uint32_t signer_size_bytes = 0;
  std::uint32_t payload_size_bytes = 0;
  std::uint32_t links_begin = 0;  ///< in EventSetData::links: prev_event first, then supersedes as listed
  std::uint8_t supersedes_count = 0;
  bool has_prev_event = false;
  bool is_record_created = false;
  bool has_bad_receipt = false;

  std::string_view event_type() const { return {bytes, event_type_size_bytes}; }
  std::string_view target() const { return {event_type().data() + event_type_size_bytes, target_size_bytes}; }
  std::string_view created_at_text() const { return {target().data() + target_size_bytes, created_at_size_bytes}; }
  /// In canonical form.
  std::string_view signer_json() const { return {created_at_text().data() + created_at_size_bytes, signer_size_bytes}; }
  /// In canonical form.
  std::string_view payload_json() const { return {signer_json().data() + signer_size_bytes, payload_size_bytes}; }
  /// All of these, as they stand there.
  std::string_view all_bytes() const {
    return {bytes, event_type_size_bytes + target_size_bytes + created_at_size_bytes + signer_size_bytes +
                       std::size_t{payload_size_bytes}};
  }
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

  /// What is known of a digest.
  struct Entry {
    /// Nothing where no event of that digest was added, or where it is authentic.
    std::optional<Reason> reason;
    /// The index in `authentic`, if it is.
    std::optional<std::uint32_t> authentic;

    bool is_event() const { return reason || authentic; }
  };

  /// Enters an event as authentic, whatever its signature. Needs a digest that is not authentic yet, and links
  /// without a cycle. For events that were verified elsewhere.
  void add_authentic(const Sha256Digest& digest, const EventContent& content, std::uint32_t principal,
                     bool has_bad_receipt, std::string_view signer_json, std::string_view payload_json);

  /// The id of an authentic event, by its index.
  const Sha256Digest& id(std::uint32_t event) const { return digests[authentic[event].number]; }

  std::span<const std::uint32_t> supersedes(const AuthenticEvent& event) const {
    return std::span(links).subspan(event.links_begin + (event.has_prev_event ? 1 : 0), event.supersedes_count);
  }
  std::optional<std::uint32_t> prev_event(const AuthenticEvent& event) const {
    return event.has_prev_event ? std::optional(links[event.links_begin]) : std::nullopt;
  }
  /// prev_event, if any, and then supersedes.
  std::span<const std::uint32_t> all_links(const AuthenticEvent& event) const {
    return std::span(links).subspan(event.links_begin, event.supersedes_count + (event.has_prev_event ? 1U : 0U));
  }

  std::string subject;
  Keyring keyring;
  DigestIndex digests;         ///< of events, and of what authentic events link to
  std::vector<Entry> entries;  ///< by number
  std::vector<AuthenticEvent> authentic;
  std::vector<std::uint32_t> links;  ///< numbers

 private:
  std::uint32_t number_of(const Sha256Digest& digest);

  /// The class of an event whose other fields are set. Most events are of the class of the one before.
  std::uint32_t class_of(const AuthenticEvent& event);

  /// Of two copies that are not authentic the one that came further gives the reason (SPEC 4.6).
  void note_reason(std::uint32_t number, Reason reason);

  SharedBytes bytes_;
  ClassIndex classes_;
};

}  // namespace pith::engine

#endif
