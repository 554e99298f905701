#ifndef PITH_ENGINE_EVENTS_EVENT_CONTENT_H
#define PITH_ENGINE_EVENTS_EVENT_CONTENT_H

// What an event says (SPEC 4.1 to 4.4): its content, the content digest, and the members that the rules read.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "canon/instant.h"
#include "canon/write.h"
#include "engine/member_fault.h"
#include "pith/crypto.h"
#include "pith/result.h"

namespace pith::engine {

/// SPEC 4.1: the members that are not part of the content.
inline constexpr std::array<std::string_view, 3> envelope_members = {"content_sha256", "event_id", "signature"};

/// SPEC 4.5: the most entries in `supersedes`. It bounds the work and the output that one event can cause.
inline constexpr std::size_t supersedes_max = 64;

/// SPEC 6.2: the type that creates a record. Only registry keys may sign it (4.5), and it comes first among equals
/// (5.1).
inline constexpr std::string_view record_created_type = "record_created";

/// One copy of an event in a document: content and envelope. A view; the document and its text must outlive it.
class EventCopy {
 public:
  /// Hashes the content. Linear in it.
  EventCopy(canon::Value value, const canon::CanonicalText& text, const Crypto& crypto);

  /// The whole event. Any JSON value may be one, and is `malformed` if it is not an object.
  canon::Value value() const { return value_; }

  /// SPEC 4.2: the content digest, which names the event.
  const Sha256Digest& digest() const { return digest_; }

  /// The size of the content in canonical form.
  std::size_t content_size_bytes() const { return content_size_bytes_; }

  /// The canonical form of a value of the same document.
  std::string_view canonical(canon::Value value) const { return text_->of(value); }

 private:
  canon::Value value_;
  const canon::CanonicalText* text_;
  Sha256Digest digest_;
  std::size_t content_size_bytes_;
};

/// SPEC 4.1: the members of the content that the rules read, of an event that has the right form. Views into its
/// document.
struct EventContent {
  std::string_view event_type;
  std::string_view subject_pith_number;
  std::string_view target;
  std::string_view created_at_text;
  std::string_view schema_version;
  canon::Instant created_at;
  canon::Value payload;
  canon::Value signer;
  std::string_view signer_id;
  std::string_view signer_type;
  std::string_view key_id;
  std::string_view public_key_fingerprint;
  std::optional<Sha256Digest> prev_event;
  std::vector<Sha256Digest> supersedes;
};

/// SPEC 4.1, 4.4: reads the content. If the event is `malformed`, the fault is the first member that is missing, or of
/// the wrong type or form. Time n log n in the `supersedes`.
Result<EventContent, MemberFault> parse_event_content(canon::Value event);

/// SPEC 4.1: what a member of the content must be, in words; the event itself if the name is empty.
std::string form_of(std::string_view member);

}  // namespace pith::engine

#endif
