// The key of a draft that leaves out the names of its key, as `sign` allows (SPEC 4.1).
//
// Idea: the key that signs fills in what is missing. Which key that will be is not known here. If one key of the
// keyring alone may speak for the signer (SPEC 4.5 `signer_mismatch`), it is assumed.
//
// Example: a key is bound to jane, and no other one is; jane's draft is judged under it. Counter-example: a draft of
// a signer for whom two keys may speak has another id under each of them, so none is assumed.
//
// Linear in the keys and the draft. Its tests are in tests/would_fork_test.cpp.

#include <algorithm>

#include "canon/instant.h"
#include "canon/json_writer.h"
#include "canon/text.h"
#include "engine/events/check_event.h"
#include "engine/reports/explain.h"
#include "engine/reports/would_fork.h"

namespace pith::engine {
namespace {

constexpr std::string_view key_id_member = "key_id";
constexpr std::string_view fingerprint_member = "public_key_fingerprint";

/// Whether a member is missing or has this value.
bool allows(canon::Value signer, std::string_view member, std::string_view value) {
  return !signer.find(member) || signer.find_string(member) == value;
}

void write_signer(canon::JsonWriter<canon::TextSink>& out, canon::Value signer, const canon::CanonicalText& text,
                  const KeyEntry& key) {
  out.begin_object();
  for (std::uint32_t i = 0; i < signer.size(); ++i) {
    out.any_key(signer.sorted_key(i));
    out.json(text.of(signer.sorted_value(i)));
  }
  for (const auto& [member, value] :
       {std::pair(key_id_member, key.key_id), std::pair(fingerprint_member, key.fingerprint)}) {
    if (!signer.find(member)) {
      out.key(member);
      out.string(value);
    }
  }
  out.end_object();
}

}  // namespace

std::optional<FittingKeys> find_fitting_keys(canon::Value draft, const KeyTable& keys) {
  const std::optional<canon::Value> signer = draft.find("signer");
  if (!signer || !signer->is_object() || (signer->find(key_id_member) && signer->find(fingerprint_member))) {
    return std::nullopt;
  }
  const std::optional<std::string_view> signer_id = signer->find_string("signer_id");
  const std::optional<std::string_view> signer_type = signer->find_string("signer_type");
  if (!signer_id || !signer_type) {
    return std::nullopt;  // it is `malformed`, whatever its key is
  }
  const std::optional<canon::Instant> created_at = canon::parse_instant(draft.find_string("created_at").value_or(""));
  const EventContent claimed{.event_type = {},
                             .subject_pith_number = {},
                             .target = {},
                             .created_at_text = {},
                             .schema_version = {},
                             .created_at = created_at.value_or(canon::Instant{}),
                             .payload = *signer,
                             .signer = *signer,
                             .signer_id = *signer_id,
                             .signer_type = *signer_type,
                             .key_id = {},
                             .public_key_fingerprint = {},
                             .prev_event = {},
                             .supersedes = {}};
  std::vector<const TrustedKey*> fitting;
  for (const TrustedKey* const key : keys.keys()) {
    if (allows(*signer, key_id_member, key->entry.key_id) &&
        allows(*signer, fingerprint_member, key->entry.fingerprint) && !is_signer_mismatch(claimed, *key, keys)) {
      fitting.push_back(key);
    }
  }
  if (fitting.size() > 1 && created_at) {  // a key that was replaced is not the one that signs
    fitting.erase(std::remove_if(fitting.begin(), fitting.end(),
                                 [&](const TrustedKey* key) { return is_key_expired(claimed, *key); }),
                  fitting.end());
  }
  return FittingKeys{fitting.size(), fitting.size() == 1 ? fitting.front() : nullptr};
}

std::string fill_key(const canon::Document& draft, const TrustedKey& key) {
  const canon::CanonicalText text(draft);
  canon::TextSink content;
  canon::JsonWriter out(content);
  const canon::Value root = draft.root();
  out.begin_object();
  for (std::uint32_t i = 0; i < root.size(); ++i) {
    const std::string_view member = root.sorted_key(i);
    out.any_key(member);
    if (member == "signer") {
      write_signer(out, root.sorted_value(i), text, key.entry);
    } else {
      out.json(text.of(root.sorted_value(i)));
    }
  }
  out.end_object();
  return std::move(content.text);
}

CandidateKey describe_key(const EventContent& content, const KeyTable& keys) {
  CandidateKey named;
  named.key_id = cut_text(content.key_id);
  named.fingerprint = cut_text(content.public_key_fingerprint);
  named.is_trusted = keys.find(content.key_id, content.public_key_fingerprint) != nullptr;
  for (const TrustedKey* const key : keys.keys()) {
    const bool is_other = key->entry.fingerprint != content.public_key_fingerprint;
    if (is_other && key->entry.key_id == content.key_id && named.other_fingerprints.size() < listed_faults_max) {
      named.other_fingerprints.push_back(key->entry.fingerprint);
    }
  }
  return named;
}

}  // namespace pith::engine
