// SPEC 4.5, 4.8: what an event says, as far as it decides what could make it valid.

#include <array>
#include <cstdint>

#include "canon/encoding.h"
#include "engine/reports/explain.h"

namespace pith::engine {
namespace {

/// SPEC 3.1, 3.6: whether a key can have these names.
bool can_be_key(std::string_view key_id, std::string_view fingerprint) {
  std::array<std::uint8_t, 16> bytes;
  return key_id.size() <= key_id_size_bytes_max && canon::decode_hex(fingerprint, bytes);
}

/// SPEC 4.5: the first check on the content that fails under every key and every binding.
std::optional<Reason> find_impossible(const Decided& decided, const EventCopy& copy, const EventCheck& check) {
  if (!is_about_key(check.reason)) {
    return check.reason && *check.reason < Reason::content_hash_mismatch ? check.reason : std::nullopt;
  }
  const EventContent& content = *check.content;
  const Keyring& keyring = decided.events.keyring();
  const TrustedKey* const key = keyring.table().find(content.key_id, content.public_key_fingerprint);
  if (key == nullptr && !can_be_key(content.key_id, content.public_key_fingerprint)) {
    return Reason::unknown_key;
  }
  if (key != nullptr && is_key_expired(content, *key)) {
    return Reason::key_expired;
  }
  if (content.event_type == record_created_type && is_record_mismatch(copy, content, keyring.crypto(), nullptr)) {
    return Reason::record_mismatch;
  }
  return std::nullopt;
}

// SPEC 4.8: only a receipt whose key is unknown, or may become a registry key, may hold one day.
void read_receipt(const Decided& decided, const EventContent& content, VerdictCache* verdicts, EventFacts& facts) {
  const std::optional<canon::Value> receipt = content.payload.find("receipt");
  if (!receipt) {
    return;
  }
  const std::optional<MemberFault> fault =
      has_bad_receipt(content.payload, decided.events.keyring().table(), verdicts, ReceiptKeys::all_keys);
  if (fault && fault->detail != ReasonDetail::unknown_key) {
    facts.impossible = Reason::bad_receipt;
    return;
  }
  EventFacts::Receipt named;
  named.key_id = *receipt->find_string("key_id");
  named.fingerprint = *receipt->find_string("public_key_fingerprint");
  named.holds = !fault;
  if (!named.holds && !can_be_key(named.key_id, named.fingerprint)) {
    facts.impossible = Reason::bad_receipt;
  }
  facts.receipt = std::move(named);
}

}  // namespace

EventFacts read_facts(const Decided& decided, const EventCopy& copy, const EventCheck& check, VerdictCache* verdicts) {
  EventFacts facts;
  facts.id = copy.digest();
  facts.reason = check.reason;
  facts.impossible = find_impossible(decided, copy, check);
  if (!check.content) {
    return facts;
  }
  const EventContent& content = *check.content;
  facts.key_id = content.key_id;
  facts.fingerprint = content.public_key_fingerprint;
  facts.signer_id = content.signer_id;
  facts.signer_type = content.signer_type;
  facts.is_record_created = content.event_type == record_created_type;
  facts.has_copy = !check.reason || *check.reason == Reason::bad_receipt;
  if (!facts.impossible && facts.is_record_created) {
    read_receipt(decided, content, verdicts, facts);
  }
  return facts;
}

}  // namespace pith::engine
