// SPEC 9.4: the whole-bundle check. Each check recomputes one thing from what it follows from, and is named
// after what it checks.

#include <algorithm>
#include <map>

#include "canon/compare.h"
#include "canon/parse.h"
#include "canon/pointer.h"
#include "engine/bundle.h"
#include "engine/event_set_data.h"
#include "engine/pith_number.h"
#include "engine/state_document.h"

namespace pith::engine {
namespace {

std::string element_pointer(std::string_view array, std::size_t index) {
  return "/" + std::string(array) + "/" + std::to_string(index);
}

class Verification {
 public:
  Verification(const BundleView& bundle, const Keyring& keyring, BundleKeys bundle_keys)
      : bundle_(bundle), keyring_(keyring) {
    read_bundle_keys(bundle_keys);
  }

  BundleReport run() {
    report_.pith_number = bundle_.pith_number();
    check_equal("bundle_version", "/bundle_version", bundle_.value(), "1.0");
    check_record();
    check_public_keys();
    check_events_and_state();
    check_equal("merge_version", "/merge_version", bundle_.value(), merge_version);
    check_signature();
    report_.keys = list_keys_used();
    report_.ok = std::all_of(report_.checks.begin(), report_.checks.end(), [](const Check& check) { return check.ok; });
    return std::move(report_);
  }

 private:
  void pass(std::string_view name, std::string_view pointer) {
    report_.checks.push_back({std::string(name), true, std::nullopt, std::nullopt, std::string(pointer)});
  }
  void fail(std::string_view name, std::string_view pointer, std::optional<std::string> expected,
            std::optional<std::string> actual) {
    report_.checks.push_back({std::string(name), false, std::move(expected), std::move(actual), std::string(pointer)});
  }
  void warn(std::string_view code, std::string_view explanation) {
    report_.warnings.push_back(std::string(code) + ": " + std::string(explanation));
  }

  /// What stands at the end of a pointer of one part, as far as a report shows it.
  std::optional<std::string> describe(std::optional<canon::Value> value) const {
    if (!value) {
      return std::nullopt;
    }
    return std::string(value->is_string() ? value->text() : bundle_.canonical(*value));
  }

  /// The member of `object` that the pointer's last part names must be the expected string.
  bool check_equal(std::string_view name, std::string_view pointer, std::optional<canon::Value> object,
                   std::string_view expected) {
    const std::string_view member = pointer.substr(pointer.rfind('/') + 1);
    const std::optional<canon::Value> actual = object ? object->find(member) : std::nullopt;
    if (actual && actual->is_string() && actual->text() == expected) {
      pass(name, pointer);
      return true;
    }
    fail(name, pointer, std::string(expected), describe(actual));
    return false;
  }

  void read_bundle_keys(BundleKeys bundle_keys) {
    const std::optional<canon::Value> public_keys = bundle_.value().find("public_keys");
    if (!public_keys || !public_keys->is_array()) {
      return;
    }
    std::vector<KeyCandidate> candidates;
    collect_bundle_keys(
        keyring_, *public_keys, [](std::size_t index, canon::Value) { return index; }, candidates, refused_keys_);
    const Keyring with_theirs = with_bundle_keys(keyring_, std::move(candidates), refused_keys_);
    std::sort(refused_keys_.begin(), refused_keys_.end(),
              [](const RefusedKey& left, const RefusedKey& right) { return left.source < right.source; });
    if (bundle_keys == BundleKeys::trust) {
      keyring_ = with_theirs;
    }
  }

  // SPEC 2.1 to 2.3
  void check_record() {
    const std::optional<canon::Value> record = bundle_.value().find("canonical_record");
    const std::optional<RecordIdentity> identity =
        record ? identify_record(keyring_.crypto(), *record, bundle_.canonical(*record)) : std::nullopt;
    if (!identity) {
      fail("canonical_record", "/canonical_record", std::nullopt, "no object with a year in metadata.submitted_at");
      return;
    }
    pass("canonical_record", "/canonical_record");
    check_equal("canonical_sha256", "/canonical_sha256", bundle_.value(), to_hex(identity->canonical_sha256));
    check_equal("pith_number", "/pith_number", bundle_.value(), identity->pith_number);
    check_equal("short_pith_number", "/short_pith_number", bundle_.value(), identity->short_pith_number);
    check_source(*record);
    check_aliases(*identity, *record);
  }

  void check_source(canon::Value record) {
    const std::optional<canon::Value> expected = record.find("source");
    const std::optional<canon::Value> actual = bundle_.value().find("source");
    if (expected && actual && bundle_.canonical(*expected) == bundle_.canonical(*actual)) {
      pass("source", "/source");
      return;
    }
    const bool both = expected && actual;
    fail("source", "/source" + (both ? *canon::find_first_difference(*expected, *actual) : ""), describe(expected),
         describe(actual));
  }

  // SPEC 2.3: every alias of a kind that follows from the record has the value that follows.
  void check_aliases(const RecordIdentity& identity, canon::Value record) {
    const std::optional<canon::Value> aliases = bundle_.value().find("source_aliases");
    bool ok = true;
    if (aliases && aliases->is_array()) {
      const std::vector<DerivedAlias> derived = derive_aliases(identity, record);
      std::size_t index = 0;
      for (const canon::Value alias : canon::Elements(*aliases)) {
        const std::optional<std::string_view> kind = alias.find_string("alias_kind");
        const std::optional<canon::Value> value = alias.find("alias_value");
        for (const DerivedAlias& expected : derived) {
          const bool holds = kind != expected.kind || (value && value->is_string() && value->text() == expected.value);
          if (!holds) {
            ok = false;
            fail("source_aliases", element_pointer("source_aliases", index) + "/alias_value", expected.value,
                 describe(value));
          }
        }
        ++index;
      }
    } else if (aliases) {
      ok = false;
      fail("source_aliases", "/source_aliases", std::nullopt, "no array");
    }
    if (ok) {
      pass("source_aliases", "/source_aliases");
    }
  }

  // SPEC 3.1, 3.6
  void check_public_keys() {
    const std::optional<canon::Value> public_keys = bundle_.value().find("public_keys");
    if (public_keys && !public_keys->is_array()) {
      fail("public_keys", "/public_keys", std::nullopt, "no array");
      return;
    }
    for (const RefusedKey& refused : refused_keys_) {
      fail("public_keys", element_pointer("public_keys", refused.source), std::nullopt, refused.fault);
    }
    if (refused_keys_.empty()) {
      pass("public_keys", "/public_keys");
    }
  }

  // SPEC 4.8: also of an event that fails for another reason, so that what is wrong with it is named.
  std::optional<bool> receipt_holds(canon::Value event, const EventVerdict& verdict) const {
    const std::optional<EventContent> content =
        event.find_string("event_type") == record_created_type ? parse_event_content(event) : std::nullopt;
    if (!content || !content->payload.find("receipt")) {
      return std::nullopt;
    }
    const bool is_decided = !verdict.reason || is_authentic(*verdict.reason);
    return is_decided ? verdict.reason != Reason::bad_receipt : !has_bad_receipt(*content, keyring_.table());
  }

  void check_receipt(std::size_t index, std::optional<bool> holds) {
    if (holds) {
      has_receipt_ = true;
      receipts_hold_ = receipts_hold_ && *holds;
      if (!*holds) {
        fail("receipt", element_pointer("events", index) + "/payload/receipt", std::nullopt,
             "the receipt does not hold");
      }
    }
  }

  void finish_receipts() {
    if (!has_receipt_) {
      warn("no_receipt", "no record_created event of the bundle has a receipt");
    } else if (receipts_hold_) {
      pass("receipt", "/events");
    }
  }

  void check_events_and_state() {
    EventSet events(std::string(bundle_.pith_number()), keyring_);
    std::size_t index = 0;
    std::map<Sha256Digest, std::size_t> first_index;
    std::vector<Sha256Digest> ids;
    for (const canon::Value event : canon::Elements(bundle_.events())) {
      const EventVerdict verdict = events.data().add(event, bundle_.text());
      check_receipt(index, receipt_holds(event, verdict));
      if (first_index.emplace(verdict.id, index).second) {
        ids.push_back(verdict.id);
      }
      ++index;
    }
    finish_receipts();
    const AliasUnion aliases = bundle_.aliases();
    report_.state = events.state(aliases.aliases);
    report_.authentic_state_sha256 = authentic_state_sha256(events, aliases.aliases);
    report_.input_sha256 = events.input_sha256(aliases.aliases);
    report_events(ids, first_index);
    check_state();
    report_warnings(aliases.warnings);
    report_warnings(report_.state.warnings);
  }

  Sha256Digest authentic_state_sha256(const EventSet& events, std::span<const Alias> aliases) const {
    const std::vector<InvalidEvent>& invalid = report_.state.invalid_events;
    const bool all_authentic = std::all_of(invalid.begin(), invalid.end(),
                                           [](const InvalidEvent& event) { return is_authentic(event.reason); });
    return all_authentic ? report_.state.sha256 : events.state(aliases, Scope::authentic_only).sha256;
  }

  void report_events(const std::vector<Sha256Digest>& ids, const std::map<Sha256Digest, std::size_t>& first_index) {
    std::map<Sha256Digest, Reason> reasons;
    for (const InvalidEvent& invalid : report_.state.invalid_events) {
      reasons.emplace(invalid.id, invalid.reason);
    }
    for (const Sha256Digest& id : ids) {
      const std::string pointer = element_pointer("events", first_index.at(id));
      const auto found = reasons.find(id);
      const std::optional<Reason> reason = found == reasons.end() ? std::nullopt : std::optional(found->second);
      report_.events.push_back({id, reason, pointer});
      if (reason) {
        fail("events", pointer, std::nullopt, std::string(name(*reason)));
      }
    }
    if (reasons.empty()) {
      pass("events", "/events");
    }
  }

  // SPEC 9.4: as canonical JSON, which equal hashes show, and by the stated hash.
  void check_state() {
    const std::optional<canon::Value> state = bundle_.value().find("state");
    static constexpr std::array<std::string_view, 1> hash_member = {"state_sha256"};
    const std::string expected = to_hex(report_.state.sha256);
    const std::optional<std::string> actual =
        state ? std::optional(to_hex(keyring_.crypto().sha256(bundle_.text().without(*state, hash_member))))
              : std::nullopt;
    if (actual == expected) {
      pass("state", "/state");
    } else {
      fail("state", "/state" + (state ? find_state_difference(*state) : ""), expected, actual);
    }
    check_equal("state_sha256", "/state/state_sha256", state, expected);
  }

  std::string find_state_difference(canon::Value state) const {
    const Result<canon::Document> recomputed = canon::parse(report_.state.document);
    return recomputed ? canon::find_first_difference(recomputed->root(), state).value_or("") : "";
  }

  // SPEC 9.2, 9.3
  void check_signature() {
    const Sha256Digest digest = bundle_.sha256(keyring_.crypto());
    const std::optional<canon::Value> signature = bundle_.value().find("bundle_signature");
    check_equal("bundle_sha256", "/bundle_signature/bundle_sha256", signature, to_hex(digest));
    switch (bundle_.check_signature(digest, keyring_.table())) {
      case SignatureFault::none:
        pass("bundle_signature", "/bundle_signature");
        break;
      case SignatureFault::wrong_hash:
        fail("bundle_signature", "/bundle_signature", std::nullopt, "bundle_sha256 is not the hash of the bundle");
        break;
      case SignatureFault::malformed:
        fail("bundle_signature", "/bundle_signature", std::nullopt, "a member is missing or not as it must be");
        break;
      case SignatureFault::no_registry_key:
        fail("bundle_signature", "/bundle_signature", std::nullopt, "the key that it names is no trusted registry key");
        break;
      case SignatureFault::does_not_hold:
        fail("bundle_signature", "/bundle_signature", std::nullopt, "the signature does not hold");
        break;
    }
  }

  void report_warnings(const std::vector<Warning>& warnings) {
    for (const Warning& warning : warnings) {
      const std::string about = warning.event_id ? "sha256:" + to_hex(*warning.event_id) + ": " : "";
      warn(name(warning.code), about + warning.explanation);
    }
  }

  /// The keys of the keyring that a signer or a signature of the bundle names.
  std::vector<KeyInfo> list_keys_used() {
    std::vector<const TrustedKey*> used;
    const auto note = [&](std::optional<canon::Value> object) {
      const std::optional<std::string_view> key_id = object ? object->find_string("key_id") : std::nullopt;
      const std::optional<std::string_view> fingerprint =
          object ? object->find_string("public_key_fingerprint") : std::nullopt;
      const TrustedKey* const key = key_id && fingerprint ? keyring_.table().find(*key_id, *fingerprint) : nullptr;
      if (key != nullptr) {
        used.push_back(key);
      }
    };
    note(bundle_.value().find("bundle_signature"));
    for (const canon::Value event : canon::Elements(bundle_.events())) {
      note(event.find("signer"));
      const std::optional<canon::Value> payload = event.find("payload");
      note(payload ? payload->find("receipt") : std::nullopt);
    }
    std::sort(used.begin(), used.end());
    std::vector<KeyInfo> keys;
    bool vouches_for_itself = false;
    const std::vector<KeyInfo> all = keyring_.keys();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (std::binary_search(used.begin(), used.end(), &keyring_.table().keys()[i])) {
        keys.push_back(all[i]);
        vouches_for_itself = vouches_for_itself || all[i].origin == KeyOrigin::bundle;
      }
    }
    if (vouches_for_itself) {
      warn("keys_vouch_for_themselves", "a key that the bundle brought along is trusted on your word alone");
    }
    return keys;
  }

  const BundleView& bundle_;
  Keyring keyring_;
  std::vector<RefusedKey> refused_keys_;
  bool has_receipt_ = false;
  bool receipts_hold_ = true;
  BundleReport report_;
};

}  // namespace

BundleReport verify_bundle(const BundleView& bundle, const Keyring& keyring, BundleKeys bundle_keys) {
  return Verification(bundle, keyring, bundle_keys).run();
}

}  // namespace pith::engine
