// The distinct events of one record (SPEC 4.3): each digest has a number, and each number an entry.
//
// Adding is idempotent and commutative, so stores can be merged in any grouping. An entry only moves up: from a reason
// to a later reason, and then to authentic. Two stores with the same events differ only in the order in which the
// events came. That order decides the indices and numbers, and these appear in no result.
//
// Example: a copy with a bad id is added, then a good one, then one with a bad signature. The entry is
// `event_id_mismatch`, then authentic, and stays so. In any other order it ends the same.
//
// An event costs constant time, apart from its texts. Memory: 32 bytes for the event, about 40 for its digest, 4 for
// each further link, and its texts. Its tests are tests/order_test.cpp, tests/properties_test.cpp and
// tests/scale_test.cpp.

#include "engine/events/event_store.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <limits>
#include <vector>

#include "containers/throw_failure.h"
#include "pith/result.h"

namespace pith::engine {

namespace {

/// Precedes the texts of an event: created_at, then payload. The signer is kept with the class.
struct TextHeader {
  SignerNumber signer;
  std::uint32_t payload_size_bytes;
  std::uint8_t created_at_size_bytes;
};
constexpr std::size_t header_size_bytes = offsetof(TextHeader, created_at_size_bytes) + 1;  // without padding

constexpr std::uint32_t code_of(Reason reason) {
  return static_cast<std::uint32_t>(reason) + 1;
}

/// Splits an instant into the two numbers of AuthenticEvent.
void set_created_at(AuthenticEvent& event, canon::Instant instant) {
  // 39 bits of seconds until the year 9999 (SPEC 4.4) and 30 of nanoseconds.
  constexpr unsigned low_bits = AuthenticEvent::created_at_low_bits;
  constexpr std::uint32_t low_mask = (1U << low_bits) - 1;
  constexpr unsigned nanosecond_bits = 30;
  assert(instant.seconds >= 0 && instant.seconds >> 39 == 0 && instant.nanoseconds >> nanosecond_bits == 0);
  event.created_at_high =
      (static_cast<std::uint64_t>(instant.seconds) << (nanosecond_bits - low_bits)) | (instant.nanoseconds >> low_bits);
  event.created_at_low = static_cast<std::uint8_t>(instant.nanoseconds & low_mask);
}

}  // namespace

DigestNumber EventStore::insert(const Sha256Digest& digest) {
  const DigestNumber number(digests_.insert(digest));
  if (number.value == entry_codes_.size()) {
    entry_codes_.push_back(std::uint32_t{0});
  }
  return number;
}

bool EventStore::is_decided(DigestNumber number) const {
  const Entry known = entry(number);
  return known.authentic || (known.reason && *known.reason < Reason::content_hash_mismatch);
}

std::optional<Reason> EventStore::reason_of(DigestNumber number) const {
  const Entry known = entry(number);
  assert(known.is_event());
  if (known.authentic) {
    return authentic_[*known.authentic].has_bad_receipt ? std::optional(Reason::bad_receipt) : std::nullopt;
  }
  return known.reason;
}

void EventStore::note_reason(DigestNumber number, Reason reason) {
  assert(!entry(number).authentic);
  std::uint32_t& code = entry_codes_[number];
  code = std::max(code, code_of(reason));
}

EventTexts EventStore::texts(EventIndex event) const {
  TextHeader header;
  const char* const bytes = authentic_[event].texts;
  std::memcpy(static_cast<void*>(&header), bytes, header_size_bytes);
  const char* const created_at = bytes + header_size_bytes;
  return {{created_at, header.created_at_size_bytes},
          classes_.signer(header.signer),
          {created_at + header.created_at_size_bytes, header.payload_size_bytes}};
}

const char* EventStore::keep_texts(ClassNumber event_class, const EventTexts& texts) {
  const TextHeader header = {classes_.keep_signer(event_class, texts.signer_json),
                             static_cast<std::uint32_t>(texts.payload_json.size()),
                             static_cast<std::uint8_t>(texts.created_at.size())};
  char* const bytes = texts_.allocate(header_size_bytes + texts.created_at.size() + texts.payload_json.size());
  std::memcpy(bytes, &header, header_size_bytes);
  char* const payload = std::copy(texts.created_at.begin(), texts.created_at.end(), bytes + header_size_bytes);
  std::copy(texts.payload_json.begin(), texts.payload_json.end(), payload);
  return bytes;
}

void EventStore::add_authentic(const Crypto& crypto, const NewEvent& event) {
  const EventContent& content = event.content;
  assert(content.supersedes.size() <= supersedes_max);
  digests_.prefetch(event.digest);
  if (content.prev_event) {
    digests_.prefetch(*content.prev_event);
  }
  for (const Sha256Digest& superseded : content.supersedes) {
    digests_.prefetch(superseded);
  }
  AuthenticEvent authentic;
  authentic.event_class = classes_.insert(crypto, event.principal, content.event_type, content.target);
  authentic.number = insert(event.digest);
  if (!find_authentic(authentic.number).is_none()) {
    return;
  }
  set_created_at(authentic, content.created_at);
  authentic.texts = keep_texts(authentic.event_class, {content.created_at_text, event.signer_json, event.payload_json});
  authentic.supersedes_count = static_cast<std::uint8_t>(content.supersedes.size());
  authentic.has_prev_event = content.prev_event.has_value();
  authentic.is_record_created = content.event_type == record_created_type;
  authentic.has_bad_receipt = event.has_bad_receipt;
  std::array<DigestNumber, 1 + supersedes_max> links;
  std::size_t link_count = 0;
  if (content.prev_event) {
    links[link_count++] = insert(*content.prev_event);
  }
  for (const Sha256Digest& superseded : content.supersedes) {
    links[link_count++] = insert(superseded);
  }
  enter(authentic, std::span(links).first(link_count));
}

void EventStore::enter(AuthenticEvent event, std::span<const DigestNumber> links) {
  if (links.size() == 1) {
    event.only_link = links.front();
  } else if (links.size() > 1) {
    const std::size_t first_link = links_.append_together(links);
    if (first_link > std::numeric_limits<std::uint32_t>::max()) {
      containers::throw_failure(SystemFailure("there are more links than can be counted"));
    }
    event.first_link = static_cast<std::uint32_t>(first_link);
  }
  entry_codes_[event.number] = first_authentic_code + authentic_.size();
  authentic_.push_back(event);
}

void EventStore::merge(const EventStore& other) {
  constexpr std::uint32_t look_ahead = 16;  // this many look-ups wait for memory at once
  containers::TypedTable<DigestNumber, std::vector<DigestNumber>> number_here;
  number_here.resize(other.digest_count());
  for (const DigestNumber number : other.digest_numbers()) {
    if (number.value + look_ahead < other.digest_count()) {
      digests_.prefetch(other.digests_[number.value + look_ahead]);
    }
    number_here[number] = insert(other.digest(number));
  }
  for (const DigestNumber number : other.digest_numbers()) {
    const std::optional<Reason> reason = other.entry(number).reason;
    if (reason && find_authentic(number_here[number]).is_none()) {
      note_reason(number_here[number], *reason);
    }
  }
  containers::TypedTable<ClassNumber, std::vector<ClassNumber>> class_here;
  class_here.resize(other.classes_.size());
  for (const ClassNumber number : class_here.indices()) {
    class_here[number] = classes_.insert(other.classes_, number);
  }
  std::vector<DigestNumber> links;
  for (const EventIndex index : other.authentic_events()) {
    AuthenticEvent event = other[index];
    links.clear();
    for (const DigestNumber link : other.all_links(event)) {
      links.push_back(number_here[link]);
    }
    event.number = number_here[event.number];
    if (!find_authentic(event.number).is_none()) {
      continue;
    }
    event.event_class = class_here[event.event_class];
    event.texts = keep_texts(event.event_class, other.texts(index));
    enter(event, links);
  }
}

}  // namespace pith::engine
