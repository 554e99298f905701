#include "engine/events/event_store.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <limits>

#include "crypto/sha256.h"
#include "pith/result.h"

namespace pith::engine {

namespace {

/// In front of an event's own texts: created_at and then payload. The signer stands with its class.
struct TextHeader {
  std::uint32_t signer_number;
  std::uint32_t payload_size_bytes;
  std::uint8_t created_at_size_bytes;
};
constexpr std::size_t header_size_bytes = offsetof(TextHeader, created_at_size_bytes) + 1;  // without padding

std::size_t total_size_bytes(std::span<const std::string_view> pieces) {
  std::size_t size_bytes = 0;
  for (const std::string_view piece : pieces) {
    size_bytes += piece.size();
  }
  return size_bytes;
}

}  // namespace

void AuthenticEvent::set_created_at(canon::Instant instant) {
  // 39 bits of seconds until the year 9999 (SPEC 4.4) and 30 of nanoseconds.
  constexpr std::uint32_t low_mask = (1U << created_at_low_bits) - 1;
  constexpr unsigned nanosecond_bits = 30;
  assert(instant.seconds >= 0 && instant.seconds >> 39 == 0 && instant.nanoseconds >> nanosecond_bits == 0);
  created_at_high = (static_cast<std::uint64_t>(instant.seconds) << (nanosecond_bits - created_at_low_bits)) |
                    (instant.nanoseconds >> created_at_low_bits);
  created_at_low = static_cast<std::uint8_t>(instant.nanoseconds & low_mask);
}

EventTexts EventSetData::texts(const AuthenticEvent& event) const {
  TextHeader header;
  std::memcpy(&header, event.bytes, header_size_bytes);
  const char* const created_at = event.bytes + header_size_bytes;
  return {{created_at, header.created_at_size_bytes},
          classes.signer(header.signer_number),
          {created_at + header.created_at_size_bytes, header.payload_size_bytes}};
}

const char* EventSetData::keep_texts(std::uint32_t event_class, const EventTexts& texts) {
  const TextHeader header = {classes.keep_signer(event_class, texts.signer_json),
                             static_cast<std::uint32_t>(texts.payload_json.size()),
                             static_cast<std::uint8_t>(texts.created_at.size())};
  char* const bytes = bytes_.append(header_size_bytes + texts.created_at.size() + texts.payload_json.size());
  std::memcpy(bytes, &header, header_size_bytes);
  char* const payload = std::copy(texts.created_at.begin(), texts.created_at.end(), bytes + header_size_bytes);
  std::copy(texts.payload_json.begin(), texts.payload_json.end(), payload);
  return bytes;
}

std::uint32_t EventSetData::number_of(const Sha256Digest& digest) {
  const std::uint32_t number = digests.insert(digest);
  if (number == entries.size()) {
    entries.push_empty();
  }
  return number;
}

void EventSetData::note_reason(std::uint32_t number, Reason reason) {
  const std::optional<Reason> known = entries[number].reason;
  entries.set_reason(number, known ? std::max(*known, reason) : reason);
}

EventVerdict EventSetData::add(canon::Value event, const canon::CanonicalText& text, const Shortcuts& shortcuts) {
  const std::vector<std::string_view> content_pieces = text.without(event, envelope_members);
  const Sha256Digest digest = crypto::sha256(keyring.crypto(), content_pieces);
  const std::uint32_t number = number_of(digest);
  const auto verdict = [&] {
    const Entry entry = entries[number];
    if (entry.authentic) {
      const bool is_bad = authentic[*entry.authentic].has_bad_receipt;
      return EventVerdict{digest, is_bad ? std::optional(Reason::bad_receipt) : std::nullopt};
    }
    return EventVerdict{digest, entry.reason};
  };
  const Entry known = entries[number];
  // SPEC 4.3: a copy makes no difference once one is authentic, nor where the content decides.
  if (known.authentic || (known.reason && *known.reason < Reason::content_hash_mismatch)) {
    return verdict();
  }
  const std::optional<EventContent> content = parse_event_content(event);
  if (!content) {
    note_reason(number, Reason::malformed);
    return verdict();
  }
  const ContentVerdict checked =
      check_event_content(*content, event, total_size_bytes(content_pieces), text, subject, keyring, shortcuts);
  if (checked.reason) {
    note_reason(number, *checked.reason);
    return verdict();
  }
  if (const std::optional<Reason> reason =
          check_event_envelope(event, *content, digest, *checked.key, keyring.crypto(), refused_, shortcuts.verdicts)) {
    note_reason(number, *reason);
    return verdict();
  }
  add_authentic(digest, *content, checked.key->principal,
                has_bad_receipt(*content, keyring.table(), shortcuts.verdicts), text.of(content->signer),
                text.of(content->payload));
  return verdict();
}

void EventSetData::add_authentic(const Sha256Digest& digest, const EventContent& content, std::uint32_t principal,
                                 bool has_bad_receipt, std::string_view signer_json, std::string_view payload_json) {
  digests.prefetch(digest);
  if (content.prev_event) {
    digests.prefetch(*content.prev_event);
  }
  for (const Sha256Digest& superseded : content.supersedes) {
    digests.prefetch(superseded);
  }
  AuthenticEvent event;
  event.event_class = classes.insert(keyring.crypto(), {principal, content.event_type, content.target});
  event.number = number_of(digest);
  if (entries[event.number].authentic) {
    return;
  }
  event.set_created_at(content.created_at);
  event.bytes = keep_texts(event.event_class, {content.created_at_text, signer_json, payload_json});
  event.supersedes_count = static_cast<std::uint8_t>(content.supersedes.size());
  event.has_prev_event = content.prev_event.has_value();
  event.is_record_created = content.event_type == record_created_type;
  event.has_bad_receipt = has_bad_receipt;
  std::array<std::uint32_t, 1 + supersedes_max> links;
  std::size_t link_count = 0;
  if (content.prev_event) {
    links[link_count++] = number_of(*content.prev_event);
  }
  for (const Sha256Digest& superseded : content.supersedes) {
    links[link_count++] = number_of(superseded);
  }
  enter_authentic(event, std::span(links).first(link_count));
}

void EventSetData::enter_authentic(AuthenticEvent event, std::span<const std::uint32_t> links) {
  if (links.size() == 1) {
    event.links = links.front();
  } else if (links.size() > 1) {
    const std::size_t first_link = links_.append_together(links);
    if (first_link > std::numeric_limits<std::uint32_t>::max()) {
      throw SystemFailure("there are more links than can be counted");
    }
    event.links = static_cast<std::uint32_t>(first_link);
  }
  entries.set_authentic(event.number, static_cast<std::uint32_t>(authentic.size()));
  authentic.push_back(event);
}

void EventSetData::merge(const EventSetData& other) {
  constexpr std::uint32_t look_ahead = 16;  // so many look-ups wait for memory at once
  std::vector<std::uint32_t> number_here(other.entries.size());
  for (std::uint32_t number = 0; number < number_here.size(); ++number) {
    if (number + look_ahead < number_here.size()) {
      digests.prefetch(other.digests[number + look_ahead]);
    }
    number_here[number] = number_of(other.digests[number]);
  }
  for (std::uint32_t number = 0; number < number_here.size(); ++number) {
    const std::optional<Reason> reason = other.entries[number].reason;
    if (reason && !entries[number_here[number]].authentic) {
      note_reason(number_here[number], *reason);
    }
  }
  std::vector<std::uint32_t> class_here(other.classes.size());
  for (std::uint32_t number = 0; number < class_here.size(); ++number) {
    class_here[number] = classes.insert(other.classes, number);
  }
  std::vector<std::uint32_t> links;
  for (std::uint32_t index = 0; index < other.authentic.size(); ++index) {
    AuthenticEvent event = other.authentic[index];
    links.clear();
    for (const std::uint32_t link : other.all_links(event)) {
      links.push_back(number_here[link]);
    }
    event.number = number_here[event.number];
    if (entries[event.number].authentic) {
      continue;
    }
    event.event_class = class_here[event.event_class];
    event.bytes = keep_texts(event.event_class, other.texts(event));
    enter_authentic(event, links);
  }
}

}  // namespace pith::engine
