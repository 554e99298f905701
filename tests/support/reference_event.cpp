#include "tests/support/reference_event.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <utility>

namespace pith::tests::reference {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// SPEC 3.8: a signature is 64 bytes in strict base64, and OpenSSL 3 decides whether it holds. Implementations differ
/// on crafted signatures, so OpenSSL is the reference in SPEC as well.
bool holds(const std::string& public_key, const std::string& message, const std::string& signature_b64) {
  const std::optional<std::string> signature = decode_base64(signature_b64);
  if (!signature || signature->size() != 64) {
    return false;
  }
  EVP_PKEY* const key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(public_key), public_key.size());
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const bool result =
      EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, key) == 1 &&
      EVP_DigestVerify(context, bytes_of(*signature), signature->size(), bytes_of(message), message.size()) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  return result;
}

/// SPEC 4.5: an event id is `sha256:` and 64 lower-case hexadecimal digits.
bool is_event_id(const Json& value) {
  const std::string_view text = value.text;
  return value.is_string() && text.size() == 71 && text.substr(0, 7) == "sha256:" &&
         text.substr(7).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool has_strings(const Json& object, std::initializer_list<const char*> names) {
  return std::all_of(names.begin(), names.end(), [&](const char* name) { return object.find_string(name); });
}

/// SPEC 4.1: every member of the content is there, and has its type and form. Other members may be there as well.
bool is_well_formed(const Json& content) {
  // The strings `event_type`, `subject_pith_number`, `target`, `created_at`, `schema_version`.
  if (!has_strings(content, {"event_type", "subject_pith_number", "target", "created_at", "schema_version"})) {
    return false;
  }
  // `created_at` is an instant (SPEC 4.4).
  if (!instant(*content.find_string("created_at"))) {
    return false;
  }
  // The object `payload`.
  const Json* const payload = content.find("payload");
  if (payload == nullptr || !payload->is_object()) {
    return false;
  }
  // `signer`, an object with the strings `signer_id`, `signer_type`, `key_id`, `public_key_fingerprint`.
  const Json* const signer = content.find("signer");
  if (signer == nullptr || !has_strings(*signer, {"signer_id", "signer_type", "key_id", "public_key_fingerprint"})) {
    return false;
  }
  // `prev_event`, an event id or null.
  const Json* const prev_event = content.find("prev_event");
  if (prev_event == nullptr || (prev_event->kind != Json::Kind::null && !is_event_id(*prev_event))) {
    return false;
  }
  // `supersedes`, an array of event ids, none twice.
  const Json* const supersedes = content.find("supersedes");
  if (supersedes == nullptr || supersedes->kind != Json::Kind::array) {
    return false;
  }
  std::set<std::string> named;
  return std::all_of(supersedes->items.begin(), supersedes->items.end(),
                     [&](const Json& item) { return is_event_id(item) && named.insert(item.text).second; });
}

/// SPEC 3.1 and 3.3: the fingerprint is the first 32 hexadecimal digits of SHA-256 over the key. A registry key is one
/// that is bound to the signer type `pith_registry`.
Key read_key(const std::string& text) {
  const Json entry = *read(text);
  const std::string public_key = *decode_base64(*entry.find_string("public_key_b64"));
  const std::optional<std::string> signer_type = entry.find_string("signer_type");
  return {*entry.find_string("key_id"),
          hex(sha256(public_key)).substr(0, 32),
          public_key,
          entry.find_string("signer_id"),
          signer_type,
          entry.find_string("rotates_at"),
          signer_type == "pith_registry"};
}

/// SPEC 3.6: fills in what the first entry of a key leaves out. Of two spellings of one `rotates_at` the first as bytes
/// is kept.
void fill(Key& into, const Key& from) {
  into.signer_id = into.signer_id ? into.signer_id : from.signer_id;
  into.signer_type = into.signer_type ? into.signer_type : from.signer_type;
  if (!into.rotates_at || (from.rotates_at && *from.rotates_at < *into.rotates_at)) {
    into.rotates_at = from.rotates_at;
  }
  into.is_registry_key = into.signer_type == "pith_registry";
}

bool starts_with_four_digits(const std::string& text) {
  return text.size() >= 4 && text.substr(0, 4).find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

// SPEC 3.8: strict base64 is padded and has no white space and no stray bits. So encoding the bytes again must give
// the same text.
std::optional<std::string> decode_base64(const std::string& text) {
  std::string bytes(text.size() + 4, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(bytes.data());
  const int size = EVP_DecodeBlock(out, bytes_of(text), static_cast<int>(text.size()));
  const auto padding = static_cast<int>(std::count(text.begin(), text.end(), '='));
  if (size < padding || padding > 2) {
    return std::nullopt;
  }
  bytes.resize(static_cast<std::size_t>(size - padding));
  std::string again(4 * (bytes.size() / 3 + 1) + 1, '\0');
  const int again_size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(again.data()), bytes_of(bytes), static_cast<int>(bytes.size()));
  again.resize(static_cast<std::size_t>(again_size));
  return again == text ? std::optional<std::string>(bytes) : std::nullopt;
}

std::string sha256(std::string_view bytes) {
  unsigned char digest[32];
  SHA256(bytes_of(bytes), bytes.size(), digest);
  return {reinterpret_cast<const char*>(digest), sizeof digest};
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::string base32(std::string_view bytes) {
  std::string bits;
  for (const char c : bytes) {
    for (int bit = 7; bit >= 0; --bit) {
      bits += (static_cast<unsigned char>(c) >> bit & 1) != 0 ? '1' : '0';
    }
  }
  std::string text;
  for (std::size_t i = 0; i < bits.size(); i += 5) {
    text += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[std::stoul((bits.substr(i, 5) + "0000").substr(0, 5), nullptr, 2)];
  }
  return text;
}

// SPEC 4.4. All spellings of one instant give the same text, because the fraction is filled up to nine digits.
std::optional<std::string> instant(const std::string& text) {
  // `YYYY-MM-DDTHH:MM:SS` and at the end `Z`, in ASCII.
  constexpr std::string_view form = "0000-00-00T00:00:00";
  if (text.size() < 20 || text.back() != 'Z') {
    return std::nullopt;
  }
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '0' ? !is_digit(text[i]) : text[i] != form[i]) {
      return std::nullopt;
    }
  }
  // Between them optionally `.` and 1 to 9 digits.
  std::string fraction = text.substr(19, text.size() - 20);
  if (!fraction.empty()) {
    if (fraction[0] != '.' || fraction.size() < 2 || fraction.size() > 10 ||
        !std::all_of(fraction.begin() + 1, fraction.end(), is_digit)) {
      return std::nullopt;
    }
    fraction.erase(0, 1);
  }
  // A real date of the years 0001 to 9999, no leap second.
  const auto number = [&](std::size_t begin, std::size_t size) { return std::stoi(text.substr(begin, size)); };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days[] = {31, is_leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || month < 1 || month > 12 || number(8, 2) < 1 || number(8, 2) > days[month - 1] || number(11, 2) > 23 ||
      number(14, 2) > 59 || number(17, 2) > 59) {
    return std::nullopt;
  }
  return text.substr(0, 19) + fraction + std::string(9 - fraction.size(), '0');
}

Checker::Checker(std::string subject, const std::vector<std::string>& key_entries) : subject_(std::move(subject)) {
  for (const std::string& entry : key_entries) {
    Key key = read_key(entry);
    if (const Key* const known = find_key(key.key_id, key.fingerprint)) {
      fill(keys_[static_cast<std::size_t>(known - keys_.data())], key);
    } else {
      keys_.push_back(std::move(key));
    }
  }
}

// SPEC 3.5: a bundle's keys are bound to nothing and do not expire, whatever they say, and count as registry keys. A
// key that is in the keyring already adds and changes nothing.
void Checker::trust_bundle_key(const std::string& key_entry) {
  Key key = read_key(key_entry);
  if (find_key(key.key_id, key.fingerprint) == nullptr) {
    key.signer_id.reset();
    key.signer_type.reset();
    key.rotates_at.reset();
    key.is_registry_key = true;
    keys_.push_back(key);
  }
}

const Key* Checker::find_key(const std::string& key_id, const std::string& fingerprint) const {
  for (const Key& key : keys_) {
    if (key.key_id == key_id && key.fingerprint == fingerprint) {
      return &key;
    }
  }
  return nullptr;
}

/// SPEC 4.5, `signer_mismatch`.
bool Checker::is_signer_mismatch(const Key& key, const Json& signer) const {
  const std::string signer_id = *signer.find_string("signer_id");
  const std::string signer_type = *signer.find_string("signer_type");
  // The key is bound to another `signer_id` or `signer_type`.
  if ((key.signer_id && key.signer_id != signer_id) || (key.signer_type && key.signer_type != signer_type)) {
    return true;
  }
  // Or it is bound to no `signer_id`, and the event claims one that a key of the keyring is bound to.
  if (!key.signer_id &&
      std::any_of(keys_.begin(), keys_.end(), [&](const Key& other) { return other.signer_id == signer_id; })) {
    return true;
  }
  // Or it is not a registry key, and the event claims `pith_registry`.
  return !key.is_registry_key && signer_type == "pith_registry";
}

/// SPEC 4.5, `record_mismatch`.
bool Checker::is_record_mismatch(const Json& payload) const {
  // `canonical_record` is not an object with a string `metadata.submitted_at` that starts with four ASCII digits.
  const Json* const record = payload.find("canonical_record");
  const Json* const metadata = record == nullptr ? nullptr : record->find("metadata");
  const std::string submitted_at = metadata == nullptr ? "" : metadata->find_string("submitted_at").value_or("");
  if (!starts_with_four_digits(submitted_at)) {
    return true;
  }
  // Or its hash is not `canonical_sha256` (SPEC 2.1).
  const std::string digest = sha256(write(*record));
  if (payload.find_string("canonical_sha256") != hex(digest)) {
    return true;
  }
  // Or its Pith Number is not the subject. SPEC 2.2: `pith:`, the four digits, `:`, and 26 characters of base32.
  const std::string number = "pith:" + submitted_at.substr(0, 4) + ":" + base32(digest).substr(0, 26);
  return number != subject_;
}

/// SPEC 4.5: the checks on the content, the same for all copies. The first that fails is the event's reason.
std::string Checker::content_reason(const Json& content) const {
  // It is not an object; a content member is missing, or has the wrong type or form.
  if (!content.is_object() || !is_well_formed(content)) {
    return "malformed";
  }
  // The canonical content is larger than 1,048,576 bytes, or nested deeper than 58 containers, itself counted; or it
  // has more than 64 `supersedes`.
  if (write(content).size() > 1'048'576 || depth_of(content) > 58 || content.find("supersedes")->items.size() > 64) {
    return "limit_exceeded";
  }
  // `schema_version` is not `1.0`.
  if (content.find_string("schema_version") != "1.0") {
    return "unsupported_schema_version";
  }
  // The subject is not the record that is merged.
  if (content.find_string("subject_pith_number") != subject_) {
    return "subject_mismatch";
  }
  // (`signer.key_id`, `signer.public_key_fingerprint`) is not in the keyring.
  const Json& signer = *content.find("signer");
  const Key* const key = find_key(*signer.find_string("key_id"), *signer.find_string("public_key_fingerprint"));
  if (key == nullptr) {
    return "unknown_key";
  }
  // The key may not speak for the signer that the event claims.
  if (is_signer_mismatch(*key, signer)) {
    return "signer_mismatch";
  }
  // The key has `rotates_at`, and `created_at` is not before it. They are compared as instants (SPEC 4.4).
  if (key->rotates_at && *instant(*content.find_string("created_at")) >= *instant(*key->rotates_at)) {
    return "key_expired";
  }
  if (content.find_string("event_type") == "record_created") {
    // A `record_created` by a key that is not a registry key.
    if (!key->is_registry_key) {
      return "not_authorised";
    }
    // A `record_created` whose record, hash and Pith Number do not agree.
    if (is_record_mismatch(*content.find("payload"))) {
      return "record_mismatch";
    }
  }
  return "";
}

/// SPEC 4.6: the checks on the envelope of one copy. The first that fails says how far the copy came.
std::string Checker::envelope_reason(const Json& event, const Json& content, const std::string& digest) const {
  // `content_sha256` is not the content digest.
  if (event.find_string("content_sha256") != hex(digest)) {
    return "content_hash_mismatch";
  }
  // `event_id` is not `sha256:` and the digest.
  if (event.find_string("event_id") != "sha256:" + hex(digest)) {
    return "event_id_mismatch";
  }
  // A member of `signature` is missing or not as in SPEC 4.2, or the key is not the signer's. `signed_at` is free.
  const Json* const signature = event.find("signature");
  const Json& signer = *content.find("signer");
  if (signature == nullptr || signature->find_string("signature_status") != "signed_v1" ||
      signature->find_string("algorithm") != "ed25519" ||
      signature->find_string("signed_message") != "open_graph_event_sha256_bytes" ||
      signature->find_string("key_id") != signer.find_string("key_id") ||
      signature->find_string("public_key_fingerprint") != signer.find_string("public_key_fingerprint")) {
    return "bad_signature";
  }
  // It is nested deeper than 16 containers, itself counted, or its canonical form is larger than 65,536 bytes.
  if (depth_of(*signature) > 16 || write(*signature).size() > 65'536) {
    return "bad_signature";
  }
  // The signature, over the 32 bytes of the digest, does not hold.
  const Key& key = *find_key(*signer.find_string("key_id"), *signer.find_string("public_key_fingerprint"));
  return holds(key.public_key, digest, signature->find_string("signature_b64").value_or("")) ? "" : "bad_signature";
}

/// SPEC 4.8: an authentic `record_created` whose `payload.receipt` is present, and fails one of these checks. Needs an
/// authentic event.
bool Checker::is_bad_receipt(const Json& content) const {
  if (content.find_string("event_type") != "record_created") {
    return false;
  }
  const Json& payload = *content.find("payload");
  const Json* const receipt = payload.find("receipt");
  if (receipt == nullptr) {
    return false;
  }
  // It is not an object, or is not `signed_v1`, `ed25519`, `canonical_sha256_bytes`.
  if (receipt->find_string("signature_status") != "signed_v1" || receipt->find_string("algorithm") != "ed25519" ||
      receipt->find_string("signed_message") != "canonical_sha256_bytes") {
    return true;
  }
  // It does not state the payload's `canonical_sha256`.
  if (receipt->find_string("canonical_sha256") != payload.find_string("canonical_sha256")) {
    return true;
  }
  // It names no registry key of the keyring by `key_id` and `public_key_fingerprint`.
  const Key* const key = find_key(receipt->find_string("key_id").value_or(""),
                                  receipt->find_string("public_key_fingerprint").value_or(""));
  if (key == nullptr || !key->is_registry_key) {
    return true;
  }
  // Its `signature_b64` does not hold over the 32 bytes of `canonical_sha256` (SPEC 2.4).
  return !holds(key->public_key, sha256(write(*payload.find("canonical_record"))),
                receipt->find_string("signature_b64").value_or(""));
}

Json without_envelope(Json event) {
  for (const char* const member : {"signature", "content_sha256", "event_id"}) {
    event.members.erase(member);
  }
  return event;
}

Copy Checker::check(std::string_view event_json) const {
  const Json event = *read(event_json);
  Json content = without_envelope(event);
  const std::string digest = sha256(write(content));
  Copy copy{"sha256:" + hex(digest), nullptr, content_reason(content)};
  if (copy.reason.empty()) {
    copy.reason = envelope_reason(event, content, digest);
  }
  if (copy.reason.empty() && is_bad_receipt(content)) {
    copy.reason = "bad_receipt";
  }
  copy.content = std::make_shared<const Json>(std::move(content));
  return copy;
}

}  // namespace pith::tests::reference
