#ifndef PITH_TESTS_SUPPORT_REFERENCE_EVENT_H
#define PITH_TESTS_SUPPORT_REFERENCE_EVENT_H

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/reference_json.h"

// The slow reference, second part: one event checked by itself, SPEC 3 and 4.1 to 4.8. It shares no code with the
// engine, not even the reading of JSON. SHA-256, Ed25519 and base64 are OpenSSL's.

namespace pith::tests::reference {

/// SPEC 1.6: the 32 bytes of SHA-256.
std::string sha256(std::string_view bytes);

/// SPEC 1.6: two lower-case hexadecimal digits for each byte.
std::string hex(std::string_view bytes);

/// SPEC 2.2: base32 of RFC 4648, upper case, without padding.
std::string base32(std::string_view bytes);

/// SPEC 3.8: the bytes of strict base64; std::nullopt if the text has another form.
std::optional<std::string> decode_base64(const std::string& text);

/// SPEC 4.4: a text of fixed length that compares as the instant does; std::nullopt if `text` is not an instant.
std::optional<std::string> instant(const std::string& text);

/// SPEC 3.1 and 3.3: one trusted key, and what it is bound to.
struct Key {
  std::string key_id;
  std::string fingerprint;
  std::string public_key;  ///< 32 bytes
  std::optional<std::string> signer_id;
  std::optional<std::string> signer_type;
  std::optional<std::string> rotates_at;
  bool is_registry_key = false;
};

/// One object that arrived, checked by itself.
struct Copy {
  std::string id;                       ///< SPEC 4.2: `sha256:` and the content digest
  std::shared_ptr<const Json> content;  ///< SPEC 4.2: without the envelope; never null
  std::string reason;                   ///< of the first check that fails, up to `bad_receipt`; empty if none fails

  /// SPEC 4.7: it passes 4.5 and 4.6. A bad receipt (4.8) makes an event invalid, but it stays authentic.
  bool is_authentic() const { return reason.empty() || reason == "bad_receipt"; }
};

/// SPEC 4.2: the content is the event without its three envelope members; of a value that is not an object, the value.
Json without_envelope(Json event);

/// Checks copies for one subject under one keyring, from the text of each copy alone. It verifies every signature
/// itself and never takes the word of the generator that made the event.
class Checker {
 public:
  /// SPEC 3.6: each entry of one key fills in what the others leave out. Needs entries without a fault that do not
  /// differ.
  Checker(std::string subject, const std::vector<std::string>& key_entries);

  /// SPEC 4.5, 4.6 and 4.8, in that order. Needs a text that SPEC 1.4 does not refuse.
  Copy check(std::string_view event_json) const;

  const std::string& subject() const { return subject_; }
  const std::vector<Key>& keys() const { return keys_; }
  /// SPEC 3.2: keys are looked up by both `key_id` and fingerprint. Null if the keyring has no such key.
  const Key* find_key(const std::string& key_id, const std::string& fingerprint) const;

  /// SPEC 3.5: adds a key that a bundle lists, on the caller's word. Needs an entry without a fault.
  void trust_bundle_key(const std::string& key_entry);

 private:
  std::string content_reason(const Json& content) const;
  std::string envelope_reason(const Json& event, const Json& content, const std::string& digest) const;
  bool is_signer_mismatch(const Key& key, const Json& signer) const;
  bool is_record_mismatch(const Json& payload) const;
  bool is_bad_receipt(const Json& content) const;

  std::string subject_;
  std::vector<Key> keys_;
};

}  // namespace pith::tests::reference

#endif
