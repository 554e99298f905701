#include "engine/events/event_content.h"

#include <algorithm>

#include "engine/events/event_id.h"
#include "engine/keys/signature_block.h"

namespace pith::engine {
namespace {

/// The links that an event names; nothing where a member has not the right form.
struct Links {
  std::optional<Sha256Digest> prev_event;
  std::vector<Sha256Digest> supersedes;
};

std::optional<Links> parse_links(canon::Value event) {
  const std::optional<canon::Value> prev_event = event.find("prev_event");
  const std::optional<canon::Value> supersedes = event.find("supersedes");
  if (!prev_event || !supersedes || !supersedes->is_array()) {
    return std::nullopt;
  }
  Links links;
  if (!prev_event->is_null()) {
    links.prev_event = prev_event->is_string() ? parse_event_id(prev_event->text()) : std::nullopt;
    if (!links.prev_event) {
      return std::nullopt;
    }
  }
  for (const canon::Value entry : canon::Elements(*supersedes)) {
    const std::optional<Sha256Digest> digest = entry.is_string() ? parse_event_id(entry.text()) : std::nullopt;
    if (!digest) {
      return std::nullopt;
    }
    links.supersedes.push_back(*digest);
  }
  std::vector<Sha256Digest> sorted = links.supersedes;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return std::nullopt;
  }
  return links;
}

/// How deep the content is nested, itself counted: the envelope does not count.
std::size_t content_depth(canon::Value event) {
  std::size_t deepest = 0;
  for (std::uint32_t i = 0; i < event.size(); ++i) {
    const bool is_envelope =
        std::find(envelope_members.begin(), envelope_members.end(), event.sorted_key(i)) != envelope_members.end();
    deepest = is_envelope ? deepest : std::max(deepest, event.sorted_value(i).height());
  }
  return deepest + 1;
}

bool is_signer_mismatch(const EventContent& content, const TrustedKey& key, const KeyTable& keys) {
  const KeyEntry& entry = key.entry;
  if (entry.signer_type && *entry.signer_type != content.signer_type) {
    return true;
  }
  if (content.signer_type == registry_signer_type && !key.is_registry_key()) {
    return true;
  }
  return entry.signer_id ? *entry.signer_id != content.signer_id : keys.binds_signer_id(content.signer_id);
}

std::optional<RecordIdentity> identify(canon::Value record, std::string_view canonical, const Crypto& crypto,
                                       const KnownRecord* known) {
  return known != nullptr && known->canonical == canonical ? known->identity
                                                           : identify_record(crypto, record, canonical);
}

bool is_record_mismatch(const EventContent& content, const canon::CanonicalText& text, const Crypto& crypto,
                        const KnownRecord* known) {
  const std::optional<canon::Value> record = content.payload.find("canonical_record");
  const std::optional<RecordIdentity> identity =
      record ? identify(*record, text.of(*record), crypto, known) : std::nullopt;
  return !identity || content.payload.find_string("canonical_sha256") != to_hex(identity->canonical_sha256) ||
         identity->pith_number != content.subject_pith_number;
}

}  // namespace

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

ContentVerdict check_event_content(const EventContent& content, canon::Value event, std::size_t content_size_bytes,
                                   const canon::CanonicalText& text, std::string_view subject, const Keyring& keyring,
                                   const Shortcuts& shortcuts) {
  const auto refuse = [](Reason reason) { return ContentVerdict{reason, nullptr}; };
  if (content_size_bytes > content_size_bytes_max || content_depth(event) > content_depth_max ||
      content.supersedes.size() > supersedes_max) {
    return refuse(Reason::limit_exceeded);
  }
  if (content.schema_version != "1.0") {
    return refuse(Reason::unsupported_schema_version);
  }
  if (content.subject_pith_number != subject) {
    return refuse(Reason::subject_mismatch);
  }
  const KeyTable& keys = keyring.table();
  const TrustedKey* const key = keys.find(content.key_id, content.public_key_fingerprint);
  if (key == nullptr) {
    return refuse(Reason::unknown_key);
  }
  if (is_signer_mismatch(content, *key, keys)) {
    return refuse(Reason::signer_mismatch);
  }
  if (key->entry.rotates_at && content.created_at >= key->entry.rotates_at->instant) {
    return refuse(Reason::key_expired);
  }
  if (content.event_type == record_created_type) {
    if (!key->is_registry_key()) {
      return refuse(Reason::not_authorised);
    }
    if (is_record_mismatch(content, text, keyring.crypto(), shortcuts.record)) {
      return refuse(Reason::record_mismatch);
    }
  }
  return {std::nullopt, key};
}

bool has_bad_receipt(const EventContent& content, const KeyTable& keys, VerdictCache* verdicts) {
  if (content.event_type != record_created_type) {
    return false;
  }
  const std::optional<canon::Value> receipt = content.payload.find("receipt");
  if (!receipt) {
    return false;
  }
  const std::optional<SignatureBlock> block = parse_signature_block(*receipt, "canonical_sha256_bytes");
  const std::optional<std::string_view> digest_text = content.payload.find_string("canonical_sha256");
  const std::optional<Sha256Digest> digest = digest_text ? parse_hex_digest(*digest_text) : std::nullopt;
  if (!block || !digest || receipt->find_string("canonical_sha256") != digest_text) {
    return true;
  }
  const TrustedKey* const key = keys.find(block->key_id, block->public_key_fingerprint);
  return key == nullptr || !key->is_registry_key() || !key->verifying_key.verify(*digest, block->signature, verdicts);
}

std::optional<Reason> check_event_envelope(canon::Value event, const EventContent& content,
                                           const Sha256Digest& content_digest, const TrustedKey& key,
                                           const Crypto& crypto, RefusedSignatures& refused, VerdictCache* verdicts) {
  const std::optional<std::string_view> stated_digest = event.find_string("content_sha256");
  if (!stated_digest || parse_hex_digest(*stated_digest) != content_digest) {
    return Reason::content_hash_mismatch;
  }
  const std::optional<std::string_view> stated_id = event.find_string("event_id");
  if (!stated_id || parse_event_id(*stated_id) != content_digest) {
    return Reason::event_id_mismatch;
  }
  const std::optional<canon::Value> signature = event.find("signature");
  const std::optional<SignatureBlock> block =
      signature ? parse_signature_block(*signature, "open_graph_event_sha256_bytes") : std::nullopt;
  if (!block || block->key_id != content.key_id || block->public_key_fingerprint != content.public_key_fingerprint ||
      refused.contains(crypto, content_digest, block->signature)) {
    return Reason::bad_signature;
  }
  if (!key.verifying_key.verify(content_digest, block->signature, verdicts)) {
    refused.insert(crypto, content_digest, block->signature);
    return Reason::bad_signature;
  }
  return std::nullopt;
}

}  // namespace pith::engine
