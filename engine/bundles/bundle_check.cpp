// SPEC 9.4: the whole-bundle check. Each check recomputes one claim from the parts that it depends on, and is named
// after that claim.
//
// Example: `state` merges the bundle's events, writes the state, and compares it with the state that the bundle states.
// Counter-example: the stated `state_sha256` is not compared with the hash of the stated state. Both are compared with
// the state that was computed, so one of them can fail alone.
//
// Costs one signature verification for the bundle, each receipt and each event; everything else takes n log n in the
// bundle. Its tests are tests/bundle_properties_test.cpp, tests/cli/test_leaves.py (every leaf changed in turn) and the
// vectors in tests/vectors/bundle.

#include "engine/bundles/bundle_check.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canon/compare.h"
#include "canon/parse.h"
#include "engine/bundles/check_list.h"
#include "engine/bundles/first_copy.h"
#include "engine/bundles/snapshot_check.h"
#include "engine/bundles/used_keys.h"
#include "engine/events/check_event.h"
#include "engine/merge/input_sha256.h"
#include "engine/merge/state.h"
#include "engine/merge/state_document.h"
#include "engine/records/record_identity.h"
#include "engine/warning.h"

namespace pith::engine {
namespace {

std::string element_pointer(std::string_view array, std::size_t index) {
  return "/" + std::string(array) + "/" + std::to_string(index);
}

class BundleCheck {
 public:
  BundleCheck(const BundleView& bundle, const Keyring& keyring, BundleKeys bundle_keys, VerdictCache* verdicts)
      : bundle_(bundle), keyring_(keyring), verdicts_(verdicts) {
    read_bundle_keys(bundle_keys);
  }

  BundleReport run() {
    report_.pith_number = bundle_.pith_number();
    check_equal("bundle_version", "/bundle_version", bundle_.value(), "1.0");
    check_record();
    check_public_keys();
    check_events_and_state();
    check_equal("merge_version", "/merge_version", bundle_.value(), std::string(merge_version));
    check_signature();
    report_.keys = used_keys_.list();
    report_.unknown_keys = used_keys_.list_unknown();
    if (used_keys_.vouches_for_itself()) {
      warn(WarningCode::keys_vouch_for_themselves, "a key from the bundle is trusted only because you asked for it");
    }
    report_.ok = checks_.all_pass();
    report_.checks = checks_.take();
    return std::move(report_);
  }

 private:
  void warn(WarningCode code, std::string explanation) {
    report_.warnings.push_back(make_warning(code, std::move(explanation)));
  }
  void add_warnings(const std::vector<Warning>& warnings) {
    report_.warnings.insert(report_.warnings.end(), warnings.begin(), warnings.end());
  }

  /// A value as a report shows it: the text of a string, and the canonical form of anything else.
  std::optional<std::string> describe(std::optional<canon::Value> value) const {
    if (!value) {
      return std::nullopt;
    }
    return std::string(value->is_string() ? value->text() : bundle_.canonical(*value));
  }

  /// The member of `object` that the pointer's last part names must be the expected string. If nothing can be expected,
  /// the check fails.
  void check_equal(std::string_view name, std::string_view pointer, std::optional<canon::Value> object,
                   const std::optional<std::string>& expected) {
    const std::string_view member = pointer.substr(pointer.rfind('/') + 1);
    const std::optional<canon::Value> actual = object ? object->find(member) : std::nullopt;
    if (expected && actual && actual->is_string() && actual->text() == *expected) {
      checks_.pass(name, pointer);
    } else {
      checks_.fail(name, pointer, expected, describe(actual));
    }
  }

  // SPEC 3.5: keys in a bundle are a claim; they are added only if the caller explicitly asks for it.
  void read_bundle_keys(BundleKeys bundle_keys) {
    const std::optional<canon::Value> public_keys = bundle_.value().find("public_keys");
    if (!public_keys || !public_keys->is_array()) {
      return;
    }
    std::vector<KeyCandidate> candidates;
    std::size_t index = 0;
    for (const canon::Value value : canon::Elements(*public_keys)) {
      collect_bundle_key(keyring_, value, index++, candidates, refused_keys_);
    }
    const Keyring with_theirs = with_bundle_keys(keyring_, std::move(candidates), refused_keys_);
    std::sort(refused_keys_.listed.begin(), refused_keys_.listed.end(),
              [](const RefusedKey& left, const RefusedKey& right) { return left.source < right.source; });
    if (bundle_keys == BundleKeys::trust) {
      keyring_ = with_theirs;
    }
  }

  // SPEC 2.1 to 2.3: what follows from `canonical_record`. What cannot be recomputed fails.
  void check_record() {
    const std::optional<canon::Value> record = bundle_.value().find("canonical_record");
    const std::optional<RecordIdentity> identity =
        record ? identify_record(keyring_.crypto(), *record, bundle_.canonical(*record)) : std::nullopt;
    // `canonical_record` fails if no number follows from it (2.2).
    if (identity) {
      known_record_ = KnownRecord{bundle_.canonical(*record), *identity};
      checks_.pass("canonical_record", "/canonical_record");
    } else {
      checks_.fail("canonical_record", "/canonical_record", std::nullopt,
                   "there is no record, or it has no year in metadata.submitted_at");
    }
    const std::optional<std::string> sha256 =
        identity ? std::optional(to_hex(identity->canonical_sha256))
        : record ? std::optional(to_hex(keyring_.crypto().sha256(bundle_.canonical(*record))))
                 : std::nullopt;
    const auto if_identified = [&](std::string RecordIdentity::*member) {
      return identity ? std::optional((*identity).*member) : std::nullopt;
    };
    check_equal("canonical_sha256", "/canonical_sha256", bundle_.value(), sha256);
    check_equal("pith_number", "/pith_number", bundle_.value(), if_identified(&RecordIdentity::pith_number));
    check_equal("short_pith_number", "/short_pith_number", bundle_.value(),
                if_identified(&RecordIdentity::short_pith_number));
    check_source(record ? record->find("source") : std::nullopt);
    check_aliases(identity ? derive_aliases(*identity, *record) : std::vector<DerivedAlias>());
  }

  // SPEC 9.4: `source` equals the record's, or both are absent.
  void check_source(std::optional<canon::Value> expected) {
    const std::optional<canon::Value> actual = bundle_.value().find("source");
    const bool both = expected && actual;
    const std::optional<std::string> difference =
        both ? canon::find_first_difference(*expected, *actual) : std::optional<std::string>("");
    if ((!expected && !actual) || !difference) {
      checks_.pass("source", "/source");
    } else {
      checks_.fail("source", "/source" + *difference, describe(expected), describe(actual));
    }
  }

  // SPEC 9.4: each alias of a kind that follows from the record has the value that follows (2.3). The first wrong one
  // of each kind is reported, because the expected value may be long and there may be many aliases.
  void check_aliases(const std::vector<DerivedAlias>& derived) {
    const std::optional<canon::Value> aliases = bundle_.value().find("source_aliases");
    if (aliases && !aliases->is_array()) {
      checks_.fail("source_aliases", "/source_aliases", std::nullopt, "it is not an array");
      return;
    }
    bool ok = true;
    for (const DerivedAlias& expected : derived) {
      std::size_t index = 0;
      const std::optional<canon::Value> wrong = aliases ? find_wrong_alias(*aliases, expected, index) : std::nullopt;
      if (wrong) {
        ok = false;
        checks_.fail("source_aliases", element_pointer("source_aliases", index) + "/alias_value", expected.value,
                     describe(wrong->find("alias_value")));
      }
    }
    if (ok) {
      checks_.pass("source_aliases", "/source_aliases");
    }
  }

  static std::optional<canon::Value> find_wrong_alias(canon::Value aliases, const DerivedAlias& expected,
                                                      std::size_t& index) {
    index = 0;
    for (const canon::Value alias : canon::Elements(aliases)) {
      if (alias.find_string("alias_kind") == expected.kind && alias.find_string("alias_value") != expected.value) {
        return alias;
      }
      ++index;
    }
    return std::nullopt;
  }

  // SPEC 9.4: `public_keys` is absent, or an array in which each entry passes 3.1 and 3.6. Two entries of one key must
  // not differ, unless the keyring has that key.
  void check_public_keys() {
    const std::optional<canon::Value> public_keys = bundle_.value().find("public_keys");
    if (public_keys && !public_keys->is_array()) {
      checks_.fail("public_keys", "/public_keys", std::nullopt, "it is not an array");
      return;
    }
    for (const RefusedKey& refused : refused_keys_.listed) {
      checks_.add_fault("public_keys", element_pointer("public_keys", refused.source), refused.explanation);
    }
    checks_.add_unlisted_faults(refused_keys_.unlisted_count);
    checks_.end_faults("public_keys", "/public_keys");
    if (refused_keys_.listed.empty()) {
      checks_.pass("public_keys", "/public_keys");
    }
  }

  void check_events_and_state() {
    RecordEvents events(std::string(bundle_.pith_number()), keyring_);
    const std::vector<FirstCopy> first_copies = add_events(events);
    check_receipts(events.store(), first_copies);
    const AliasList aliases = bundle_.aliases();
    StateAndAuthenticHash computed = compute_state_and_authentic_hash(events, aliases.aliases);
    report_.state = std::move(computed.state);
    report_.authentic_state_sha256 = computed.authentic_sha256;
    report_.input_sha256 = compute_input_sha256(events, aliases.aliases);
    check_events();
    note_missing_events(events.store(), first_copies, report_.events);
    check_state();
    add_warnings(aliases.warnings);
    add_warnings(report_.state.warnings);
    if (computed.newest_graph_snapshot) {
      check_snapshot(*computed.newest_graph_snapshot, first_copies);
    }
  }

  /// Adds every copy. A distinct event is reported at its first copy.
  std::vector<FirstCopy> add_events(RecordEvents& events) {
    std::vector<FirstCopy> first_copies;
    containers::TypedTable<DigestNumber, std::vector<bool>> is_seen;
    std::size_t index = 0;
    for (const canon::Value event : canon::Elements(bundle_.events())) {
      const AddedEvent added = events.add(event, bundle_.text(), verdicts_, known_record_ ? &*known_record_ : nullptr);
      is_seen.resize(events.store().digest_count());
      if (!is_seen[added.number]) {
        is_seen[added.number] = true;
        report_.events.push_back({events.store().digest(added.number), std::nullopt, element_pointer("events", index)});
        first_copies.push_back(
            {event, added.number, added.content && added.content->event_type == record_created_type});
      }
      ++index;
    }
    return first_copies;
  }

  // SPEC 4.8: the receipts of all record_created events, including those that fail for another reason, so that the
  // report names every receipt that does not hold.
  void check_receipts(const EventStore& store, const std::vector<FirstCopy>& first_copies) {
    bool has_receipt = false;
    bool ok = true;
    for (std::size_t i = 0; i < first_copies.size(); ++i) {
      const auto& [value, number, is_record_created] = first_copies[i];
      const bool is_authentic = !store.find_authentic(number).is_none();
      used_keys_.note(keyring_.table(), value.find("signer"), is_authentic, KeyUse::event);
      const std::optional<canon::Value> payload = is_record_created ? value.find("payload") : std::nullopt;
      const std::optional<canon::Value> receipt = payload ? payload->find("receipt") : std::nullopt;
      if (!receipt) {
        continue;
      }
      has_receipt = true;
      const bool is_bad = is_authentic ? store.reason_of(number) == Reason::bad_receipt
                                       : has_bad_receipt(*payload, keyring_.table(), verdicts_).has_value();
      used_keys_.note(keyring_.table(), receipt, !is_bad);
      if (is_bad) {
        ok = false;
        checks_.add_fault("receipt", report_.events[i].pointer + "/payload/receipt",
                          names_registry_key(*receipt) ? "the receipt does not hold"
                                                       : "the key that it names is not a trusted registry key");
      }
    }
    checks_.end_faults("receipt", "/events");
    if (!has_receipt) {
      warn(WarningCode::no_receipt, "no record_created event of the bundle has a receipt");
    } else if (ok) {
      checks_.pass("receipt", "/events");
    }
  }

  // SPEC 9.7: all copies of an event have the same payload.
  void check_snapshot(const Sha256Digest& id, const std::vector<FirstCopy>& first_copies) {
    const auto found = std::find_if(report_.events.begin(), report_.events.end(),
                                    [&](const EventReport& event) { return event.id == id; });
    const canon::Value event = first_copies[static_cast<std::size_t>(found - report_.events.begin())].value;
    add_warnings(check_newest_snapshot(bundle_, event, id, keyring_.crypto()));
  }

  // SPEC 9.4: each event is valid.
  void check_events() {
    const std::vector<InvalidEvent>& invalid = report_.state.invalid_events;  // sorted by id
    for (EventReport& event : report_.events) {
      const auto found = std::partition_point(invalid.begin(), invalid.end(),
                                              [&](const InvalidEvent& other) { return other.id < event.id; });
      if (found != invalid.end() && found->id == event.id) {
        event.reason = found->reason;
        checks_.add_fault("events", event.pointer, name(*event.reason));
      }
    }
    checks_.end_faults("events", "/events");
    if (invalid.empty()) {
      checks_.pass("events", "/events");
    }
  }

  /// Whether a receipt names a registry key of the keyring.
  bool names_registry_key(canon::Value receipt) const {
    const std::optional<std::string_view> key_id = receipt.find_string("key_id");
    const std::optional<std::string_view> fingerprint = receipt.find_string("public_key_fingerprint");
    const TrustedKey* const key = key_id && fingerprint ? keyring_.table().find(*key_id, *fingerprint) : nullptr;
    return key != nullptr && key->is_registry_key();
  }

  // SPEC 9.4: `state` is compared as canonical JSON, without `state_sha256`; equal hashes show that it is equal.
  void check_state() {
    const std::optional<canon::Value> state = bundle_.value().find("state");
    const std::string expected = to_hex(report_.state.sha256);
    if (state && state->is_written_as(report_.state.document)) {  // as the registry serves it
      checks_.pass("state", "/state");
      check_equal("state_sha256", "/state/state_sha256", state, expected);
      return;
    }
    const std::optional<std::string> stated =
        state ? std::optional(canon::join(bundle_.text().without(*state, hash_member))) : std::nullopt;
    const std::optional<std::string> actual =
        stated ? std::optional(to_hex(keyring_.crypto().sha256(*stated))) : std::nullopt;
    if (actual == expected) {
      checks_.pass("state", "/state");
    } else {
      checks_.fail("state", "/state" + (stated ? find_state_difference(*stated) : ""), expected, actual);
    }
    check_equal("state_sha256", "/state/state_sha256", state, expected);
  }

  /// The pointer to the first difference between the states; empty if one of them is too large to be parsed again.
  std::string find_state_difference(std::string_view stated) const {
    const Result<canon::Document> document = canon::parse(report_.state.document);
    if (!document) {
      return "";
    }
    const std::string recomputed = canon::join(canon::CanonicalText(*document).without(document->root(), hash_member));
    const Result<canon::Document> left = canon::parse(recomputed);
    const Result<canon::Document> right = canon::parse(stated);
    return left && right ? canon::find_first_difference(left->root(), right->root()).value_or("") : "";
  }

  // SPEC 9.2, 9.3
  void check_signature() {
    const Sha256Digest digest = bundle_.sha256(keyring_.crypto());
    const std::optional<canon::Value> signature = bundle_.value().find("bundle_signature");
    check_equal("bundle_sha256", "/bundle_signature/bundle_sha256", signature, to_hex(digest));
    const SignatureFault fault = bundle_.check_signature(digest, keyring_.table(), verdicts_);
    used_keys_.note(keyring_.table(), signature, fault == SignatureFault::none);
    if (fault == SignatureFault::none) {
      checks_.pass("bundle_signature", "/bundle_signature");
    } else {
      checks_.fail("bundle_signature", "/bundle_signature", std::nullopt,
                   fault == SignatureFault::missing ? std::nullopt : std::optional(std::string(explain(fault))));
    }
  }

  static std::string_view explain(SignatureFault fault) {
    switch (fault) {
      case SignatureFault::wrong_hash:
        return "bundle_sha256 is not the hash of the bundle";
      case SignatureFault::malformed:
        return "a member is missing or has the wrong value, or it is too deep or too large (SPEC 4.6)";
      case SignatureFault::no_registry_key:
        return "the key that it names is not a trusted registry key";
      case SignatureFault::does_not_hold:
        return "the signature does not hold";
      case SignatureFault::missing:
      case SignatureFault::none:
        break;
    }
    return {};
  }

  static constexpr std::array<std::string_view, 1> hash_member = {"state_sha256"};

  const BundleView& bundle_;
  Keyring keyring_;
  VerdictCache* verdicts_;
  std::optional<KnownRecord> known_record_;
  RefusedKeys refused_keys_;
  CheckList checks_;
  UsedKeys used_keys_;
  BundleReport report_;
};

}  // namespace

BundleReport check_bundle(const BundleView& bundle, const Keyring& keyring, BundleKeys bundle_keys,
                          VerdictCache* verdicts) {
  return BundleCheck(bundle, keyring, bundle_keys, verdicts).run();
}

}  // namespace pith::engine
