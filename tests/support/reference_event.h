#ifndef PITH_TESTS_SUPPORT_REFERENCE_EVENT_H
#define PITH_TESTS_SUPPORT_REFERENCE_EVENT_H

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/reference_json.h"

namespace pith::tests::reference {

/// SPEC 1.6, from OpenSSL itself: 32 bytes, and 64 digits.
std::string sha256(std::string_view bytes);
std::string hex(std::string_view bytes);

/// SPEC 2.2: RFC 4648, upper case, without padding.
std::string base32(std::string_view bytes);

/// SPEC 3.8: the bytes of strict base64, by OpenSSL.
std::optional<std::string> decode_base64(const std::string& text);

/// SPEC 4.4: a text that compares as the instant does; nothing where it is none.
std::optional<std::string> instant(const std::string& text);

/// SPEC 3.1 and 3.3: one trusted key.
struct Key {
  std::string key_id;
  std::string fingerprint;
  std::string public_key;  ///< 32 bytes
  std::optional<std::string> signer_id;
  std::optional<std::string> signer_type;
  std::optional<std::string> rotates_at;
  bool is_registry_key = false;
};

/// One object that arrived, looked at by itself.
struct Copy {
  std::string id;                       ///< `sha256:` and the digest of its content
  std::shared_ptr<const Json> content;  ///< without the envelope; never null
  std::string reason;                   ///< up to `bad_receipt`; empty where it passed all of these

  bool is_authentic() const { return reason.empty() || reason == "bad_receipt"; }
};

/// SPEC 4.2: its content.
Json without_envelope(Json event);

/// SPEC 3 and 4.1 to 4.8, from the text of a copy alone. Signatures are checked by OpenSSL: no generator's word is
/// taken.
class Checker {
 public:
  /// Needs sound key entries.
  Checker(std::string subject, const std::vector<std::string>& key_entries);

  /// Needs a text that is not refused as JSON.
  Copy check(std::string_view event_json) const;

  const std::string& subject() const { return subject_; }
  const std::vector<Key>& keys() const { return keys_; }
  /// By key_id and fingerprint, both; null where there is none.
  const Key* find_key(const std::string& key_id, const std::string& fingerprint) const;

  /// SPEC 3.5: a key that a bundle lists and that the caller believes. Needs a sound entry.
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
