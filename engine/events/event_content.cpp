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
Result<Links, MemberFault> parse_links(canon::Value event) {
  const std::optional<canon::Value> prev_event = event.find("prev_event");
  const std::optional<canon::Value> supersedes = event.find("supersedes");
  if (!supersedes || !supersedes->is_array()) {
    return fault_of(event, "supersedes");
  }
  Links links;
  for (const canon::Value entry : canon::Elements(*supersedes)) {
    const std::optional<Sha256Digest> digest = parse_link(entry);
    if (!digest) {
      return fault_of(event, "supersedes");
    }
    links.supersedes.push_back(*digest);
  }
  if (has_repeats(links.supersedes)) {
    return fault_of(event, "supersedes");
  }
  if (!prev_event) {
    return fault_of(event, "prev_event");
  }
  if (!prev_event->is_null()) {
    links.prev_event = parse_link(*prev_event);
    if (!links.prev_event) {
      return fault_of(event, "prev_event");
    }
  }
  return links;
}

/// Reads the members of an event, and remembers the first that is missing or has the wrong type.
class MemberReader {
 public:
  /// The string at a path, such as `signer/key_id`, of the object that has its last part.
  std::string_view string(canon::Value object, std::string_view path) {
    const std::string_view member = path.substr(path.rfind('/') + 1);
    const std::optional<std::string_view> text = object.find_string(member);
    note(text.has_value(), object, member, path);
    return text.value_or(std::string_view());
  }

  /// The member that is an object; the event itself if there is none.
  canon::Value object(canon::Value event, std::string_view member) {
    const std::optional<canon::Value> value = event.find(member);
    const bool is_right = value && value->is_object();
    note(is_right, event, member, member);
    return is_right ? *value : event;
  }

  const std::optional<MemberFault>& fault() const { return fault_; }

 private:
  void note(bool is_right, canon::Value object, std::string_view member, std::string_view path) {
    if (!is_right && !fault_) {
      fault_ = {fault_of(object, member).detail, path};
    }
  }

  std::optional<MemberFault> fault_;
};

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
Result<EventContent, MemberFault> parse_event_content(canon::Value event) {
  if (!event.is_object()) {
    return MemberFault{ReasonDetail::not_an_object, ""};
  }
  MemberReader members;
  const std::string_view event_type = members.string(event, "event_type");
  const std::string_view subject = members.string(event, "subject_pith_number");
  const std::string_view target = members.string(event, "target");
  const std::string_view created_at = members.string(event, "created_at");
  const std::string_view schema_version = members.string(event, "schema_version");
  const canon::Value payload = members.object(event, "payload");
  const canon::Value signer = members.object(event, "signer");
  const std::string_view signer_id = members.string(signer, "signer/signer_id");
  const std::string_view signer_type = members.string(signer, "signer/signer_type");
  const std::string_view key_id = members.string(signer, "signer/key_id");
  const std::string_view fingerprint = members.string(signer, "signer/public_key_fingerprint");
  if (members.fault()) {
    return *members.fault();
  }
  const std::optional<canon::Instant> instant = canon::parse_instant(created_at);
  if (!instant) {
    return fault_of(event, "created_at");
  }
  Result<Links, MemberFault> links = parse_links(event);
  if (!links) {
    return links.error();
  }
  return EventContent{
      event_type, subject,   target,      created_at, schema_version, *instant,          payload,
      signer,     signer_id, signer_type, key_id,     fingerprint,    links->prev_event, std::move(links->supersedes)};
}

std::string form_of(std::string_view member) {
  if (member == "created_at") {
    return "an instant";
  }
  if (member == "prev_event") {
    return "an event id or null";
  }
  if (member == "supersedes") {
    return "an array of event ids, none of them twice";
  }
  return member.empty() || member == "payload" || member == "signer" ? "an object" : "a string";
}

}  // namespace pith::engine
