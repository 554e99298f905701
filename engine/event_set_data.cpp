#include "engine/event_set_data.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace pith::engine {

const char* SharedBytes::append(std::span<const std::string_view> parts) {
  std::size_t size_bytes = 0;
  for (const std::string_view part : parts) {
    size_bytes += part.size();
  }
  if (size_bytes > free_size_bytes_) {
    const std::size_t chunk_size_bytes = std::max(size_bytes, next_chunk_size_bytes_);
    chunks_.push_back(std::make_shared_for_overwrite<char[]>(chunk_size_bytes));
    free_begin_ = chunks_.back().get();
    free_size_bytes_ = chunk_size_bytes;
    next_chunk_size_bytes_ = std::min(2 * next_chunk_size_bytes_, chunk_size_bytes_max);
  }
  char* const begin = free_begin_;
  for (const std::string_view part : parts) {
    free_begin_ = std::copy(part.begin(), part.end(), free_begin_);
  }
  free_size_bytes_ -= size_bytes;
  return begin;
}

std::uint32_t EventSetData::number_of(const Sha256Digest& digest) {
  const std::uint32_t number = digests.insert(digest);
  if (number == entries.size()) {
    entries.emplace_back();
  }
  return number;
}

std::uint32_t EventSetData::class_of(const AuthenticEvent& event) {
  if (!authentic.empty()) {
    const AuthenticEvent& last = authentic.back();
    if (last.principal == event.principal && last.event_type() == event.event_type() &&
        last.target() == event.target()) {
      return last.event_class;
    }
  }
  return classes_.insert(keyring.crypto(), event.principal, event.event_type(), event.target());
}

void EventSetData::note_reason(std::uint32_t number, Reason reason) {
  std::optional<Reason>& known = entries[number].reason;
  known = known ? std::max(*known, reason) : reason;
}

EventVerdict EventSetData::add(canon::Value event, const canon::CanonicalText& text, const Shortcuts& shortcuts) {
  const std::string content_text = text.without(event, envelope_members);
  const Sha256Digest digest = keyring.crypto().sha256(content_text);
  const std::uint32_t number = number_of(digest);
  const auto verdict = [&] {
    const Entry& entry = entries[number];
    if (entry.authentic) {
      const bool is_bad = authentic[*entry.authentic].has_bad_receipt;
      return EventVerdict{digest, is_bad ? std::optional(Reason::bad_receipt) : std::nullopt};
    }
    return EventVerdict{digest, entry.reason};
  };
  const Entry& known = entries[number];
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
      check_event_content(*content, event, content_text.size(), text, subject, keyring, shortcuts);
  if (checked.reason) {
    note_reason(number, *checked.reason);
    return verdict();
  }
  if (const std::optional<Reason> reason =
          check_event_envelope(event, *content, digest, *checked.key, shortcuts.verdicts)) {
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
  const std::uint32_t number = number_of(digest);
  assert(!entries[number].authentic);
  AuthenticEvent event;
  event.number = number;
  event.principal = principal;
  event.created_at = content.created_at;
  const std::array<std::string_view, 5> parts = {content.event_type, content.target, content.created_at_text,
                                                 signer_json, payload_json};
  event.bytes = bytes_.append(parts);
  event.event_type_size_bytes = static_cast<std::uint32_t>(content.event_type.size());
  event.target_size_bytes = static_cast<std::uint32_t>(content.target.size());
  event.created_at_size_bytes = static_cast<std::uint32_t>(content.created_at_text.size());
  event.signer_size_bytes = static_cast<std::uint32_t>(signer_json.size());
  event.payload_size_bytes = static_cast<std::uint32_t>(payload_json.size());
  event.event_class = class_of(event);
  event.links_begin = static_cast<std::uint32_t>(links.size());
  event.supersedes_count = static_cast<std::uint8_t>(content.supersedes.size());
  event.has_prev_event = content.prev_event.has_value();
  event.is_record_created = content.event_type == record_created_type;
  event.has_bad_receipt = has_bad_receipt;
  if (content.prev_event) {
    links.push_back(number_of(*content.prev_event));
  }
  for (const Sha256Digest& superseded : content.supersedes) {
    links.push_back(number_of(superseded));
  }
  entries[number] = {std::nullopt, static_cast<std::uint32_t>(authentic.size())};
  authentic.push_back(event);
}

void EventSetData::merge(const EventSetData& other) {
  std::vector<std::uint32_t> number_here(other.entries.size());
  for (std::uint32_t number = 0; number < number_here.size(); ++number) {
    number_here[number] = number_of(other.digests[number]);
  }
  for (std::uint32_t number = 0; number < number_here.size(); ++number) {
    const Entry& theirs = other.entries[number];
    if (theirs.reason && !entries[number_here[number]].authentic) {
      note_reason(number_here[number], *theirs.reason);
    }
  }
  for (const AuthenticEvent& theirs : other.authentic) {
    const std::uint32_t number = number_here[theirs.number];
    if (entries[number].authentic) {
      continue;
    }
    AuthenticEvent event = theirs;
    event.number = number;
    const std::string_view bytes = theirs.all_bytes();
    event.bytes = bytes_.append(std::span(&bytes, 1));
    event.event_class = class_of(event);
    event.links_begin = static_cast<std::uint32_t>(links.size());
    for (const std::uint32_t link : other.all_links(theirs)) {
      links.push_back(number_here[link]);
    }
    entries[number] = {std::nullopt, static_cast<std::uint32_t>(authentic.size())};
    authentic.push_back(event);
  }
}

}  // namespace pith::engine
