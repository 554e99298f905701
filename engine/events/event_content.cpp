#include "engine/events/event_content.h"

#include <algorithm>
#include <utility>

#include "crypto/sha256.h"
#include "engine/event_id.h"

namespace pith::engine {
namespace {

std::size_t total_size_bytes(const std::vector<std::string_view>& texts) {
  std::size_t size_bytes = 0;
  for (const std::string_view text : texts) {
    size_bytes += text.size();
  }
  return size_bytes;
}

/// The links that an event names.
struct Links {
  std::optional<Sha256Digest> prev_event;
  std::vector<Sha256Digest> supersedes;
};

std::optional<Sha256Digest> parse_link(canon::Value value) {
  return value.is_string() ? parse_event_id(value.text()) : std::nullopt;
}

bool has_repeats(std::vector<Sha256Digest> digests) {
  std::sort(digests.begin(), digests.end());
  return std::adjacent_find(digests.begin(), digests.end()) != digests.end();
}

// SPEC 4.1: `prev_event` is an event id or null, `supersedes` an array of event ids, none twice.
std::optional<Links> parse_links(canon::Value event) {
  const std::optional<canon::Value> prev_event = event.find("prev_event");
  const std::optional<canon::Value> supersedes = event.find("supersedes");
  if (!prev_event || !supersedes || !supersedes->is_array()) {
    return std::nullopt;
  }
  Links links;
  if (!prev_event->is_null()) {
    links.prev_event = parse_link(*prev_event);
    if (!links.prev_event) {
      return std::nullopt;
    }
  }
  for (const canon::Value entry : canon::Elements(*supersedes)) {
    const std::optional<Sha256Digest> digest = parse_link(entry);
    if (!digest) {
      return std::nullopt;
    }
    links.supersedes.push_back(*digest);
  }
  if (has_repeats(links.supersedes)) {
    return std::nullopt;
  }
  return links;
}

}  // namespace

// SPEC 4.2: the content is the event without its envelope.
EventCopy::EventCopy(canon::Value value, const canon::CanonicalText& text, const Crypto& crypto)
    : value_(value), text_(&text) {
  const std::vector<std::string_view> content = text.without(value, envelope_members);
  digest_ = crypto::sha256(crypto, content);
  content_size_bytes_ = total_size_bytes(content);
}

// SPEC 4.1: the strings `event_type`, `subject_pith_number`, `target`, `created_at` and `schema_version`; the objects
// `payload` and `signer`; in `signer` four strings; the links. SPEC 4.4: `created_at` is an instant.
std::optional<EventContent> parse_event_content(canon::Value event) {
  const std::optional<std::string_view> event_type = event.find_string("event_type");
  const std::optional<std::string_view> subject = event.find_string("subject_pith_number");
  const std::optional<std::string_view> target = event.find_string("target");
  const std::optional<std::string_view> created_at = event.find_string("created_at");
  const std::optional<std::string_view> schema_version = event.find_string("schema_version");
  const std::optional<canon::Value> payload = event.find("payload");
  const std::optional<canon::Value> signer = event.find("signer");
  if (!event_type || !subject || !target || !created_at || !schema_version || !payload || !payload->is_object() ||
      !signer || !signer->is_object()) {
    return std::nullopt;
  }
  const std::optional<std::string_view> signer_id = signer->find_string("signer_id");
  const std::optional<std::string_view> signer_type = signer->find_string("signer_type");
  const std::optional<std::string_view> key_id = signer->find_string("key_id");
  const std::optional<std::string_view> fingerprint = signer->find_string("public_key_fingerprint");
  const std::optional<canon::Instant> instant = canon::parse_instant(*created_at);
  std::optional<Links> links = parse_links(event);
  if (!signer_id || !signer_type || !key_id || !fingerprint || !instant || !links) {
    return std::nullopt;
  }
  return EventContent{*event_type,       *subject,
                      *target,           *created_at,
                      *schema_version,   *instant,
                      *payload,          *signer,
                      *signer_id,        *signer_type,
                      *key_id,           *fingerprint,
                      links->prev_event, std::move(links->supersedes)};
}

}  // namespace pith::engine
