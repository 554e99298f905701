// SPEC 9.4: the whole-bundle check. Each check recomputes one thing from what it follows from, and is named
// after what it checks.

#include <algorithm>
#include <array>

#include "canon/compare.h"
#include "canon/parse.h"
#include "canon/pointer.h"
#include "engine/bundles/bundle_view.h"
#include "engine/events/event_id.h"
#include "engine/events/event_store.h"
#include "engine/listed_faults.h"
#include "engine/merge/state_document.h"
#include "engine/records/record_identity.h"

namespace pith::engine {
namespace {

std::string element_pointer(std::string_view array, std::size_t index) {
  return "/" + std::string(array) + "/" + std::to_string(index);
}

class Verification {
 public:
  Verification(const BundleView& bundle, const Keyring& keyring, BundleKeys bundle_keys, VerdictCache* verdicts)
      : bundle_(bundle), keyring_(keyring), verdicts_(verdicts) {
    report_.checks.reserve(checks_usual);
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
    report_.keys = list_used_keys();
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
  /// One of many, of which the first are listed, and end_list tells how many more there are.
  void fail_in_list(std::string_view name, std::string_view pointer, std::string_view actual) {
    if (++fault_count_ <= listed_faults_max) {
      fail(name, pointer, std::nullopt, std::string(actual));
    }
  }
  void end_list(std::string_view name, std::string_view pointer) {
    if (fault_count_ > listed_faults_max) {
      fail(name, pointer, std::nullopt, std::to_string(fault_count_ - listed_faults_max) + " more");
    }
    fault_count_ = 0;
  }
  void warn(std::string_view code, std::string_view explanation) {
    report_.warnings.push_back(std::string(code) + ": " + std::string(explanation));
  }

  /// A value as a report shows it: what a string says, and the canonical form of anything else.
  std::optional<std::string> describe(std::optional<canon::Value> value) const {
    if (!value) {
      return std::nullopt;
    }
    return std::string(value->is_string() ? value->text() : bundle_.canonical(*value));
  }

  /// The member of `object` that the pointer's last part names must be the expected string. Where nothing can be
  /// expected the check fails.
  void check_equal(std::string_view name, std::string_view pointer, std::optional<canon::Value> object,
                   const std::optional<std::string>& expected) {
    const std::string_view member = pointer.substr(pointer.rfind('/') + 1);
    const std::optional<canon::Value> actual = object ? object->find(member) : std::nullopt;
    if (expected && actual && actual->is_string() && actual->text() == *expected) {
      pass(name, pointer);
    } else {
      fail(name, pointer, expected, describe(actual));
    }
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
    std::sort(refused_keys_.listed.begin(), refused_keys_.listed.end(),
              [](const RefusedKey& left, const RefusedKey& right) { return left.source < right.source; });
    if (bundle_keys == BundleKeys::trust) {
      keyring_ = with_theirs;
    }
  }

  // SPEC 2.1 to 2.3. What cannot be recomputed fails.
  void check_record() {
    const std::optional<canon::Value> record = bundle_.value().find("canonical_record");
    const std::optional<RecordIdentity> identity =
        record ? identify_record(keyring_.crypto(), *record, bundle_.canonical(*record)) : std::nullopt;
    if (identity) {
      known_record_ = KnownRecord{bundle_.canonical(*record), *identity};
      pass("canonical_record", "/canonical_record");
    } else {
      fail("canonical_record", "/canonical_record", std::nullopt, "no object with a year in metadata.submitted_at");
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

  void check_source(std::optional<canon::Value> expected) {
    const std::optional<canon::Value> actual = bundle_.value().find("source");
    const bool both = expected && actual;
    const std::optional<std::string> difference =
        both ? canon::find_first_difference(*expected, *actual) : std::optional<std::string>("");
    if ((!expected && !actual) || !difference) {
      pass("source", "/source");
    } else {
      fail("source", "/source" + *difference, describe(expected), describe(actual));
    }
  }

  // SPEC 2.3: every alias of a kind that follows from the record has the value that follows. The first of each
  // kind that has not is reported: the expected value may be long, and the aliases many.
  void check_aliases(const std::vector<DerivedAlias>& derived) {
    const std::optional<canon::Value> aliases = bundle_.value().find("source_aliases");
    if (aliases && !aliases->is_array()) {
      fail("source_aliases", "/source_aliases", std::nullopt, "no array");
      return;
    }
    bool ok = true;
    for (const DerivedAlias& expected : derived) {
      std::size_t index = 0;
      const std::optional<canon::Value> wrong = aliases ? find_wrong_alias(*aliases, expected, index) : std::nullopt;
      if (wrong) {
        ok = false;
        fail("source_aliases", element_pointer("source_aliases", index) + "/alias_value", expected.value,
             describe(wrong->find("alias_value")));
      }
    }
    if (ok) {
      pass("source_aliases", "/source_aliases");
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

  // SPEC 3.1, 3.6
  void check_public_keys() {
    const std::optional<canon::Value> public_keys = bundle_.value().find("public_keys");
    if (public_keys && !public_keys->is_array()) {
      fail("public_keys", "/public_keys", std::nullopt, "no array");
      return;
    }
    for (const RefusedKey& refused : refused_keys_.listed) {
      fail_in_list("public_keys", element_pointer("public_keys", refused.source), refused.fault);
    }
    fault_count_ += refused_keys_.unlisted_count;
    end_list("public_keys", "/public_keys");
    if (refused_keys_.listed.empty()) {
      pass("public_keys", "/public_keys");
    }
  }

  void check_events_and_state() {
    EventSet events(std::string(bundle_.pith_number()), keyring_);
    std::vector<canon::Value> first_copies;
    add_events(events, first_copies);
    check_receipts(events.data(), first_copies);
    const AliasList aliases = bundle_.aliases();
    report_.state = events.state(aliases.aliases);
    report_.authentic_state_sha256 = authentic_state_sha256(events, aliases.aliases);
    report_.input_sha256 = events.input_sha256(aliases.aliases);
    check_events();
    check_state();
    report_warnings(aliases.warnings);
    report_warnings(report_.state.warnings);
  }

  /// Adds every copy; a distinct event is reported where it stands first.
  void add_events(EventSet& events, std::vector<canon::Value>& first_copies) {
    std::vector<bool> is_seen;
    const Shortcuts shortcuts{verdicts_, known_record_ ? &*known_record_ : nullptr};
    std::size_t index = 0;
    for (const canon::Value event : canon::Elements(bundle_.events())) {
      const Sha256Digest id = events.data().add(event, bundle_.text(), shortcuts).id;
      const std::uint32_t number = *events.data().digests.find(id);
      is_seen.resize(events.data().digests.size(), false);
      if (!is_seen[number]) {
        is_seen[number] = true;
        report_.events.push_back({id, std::nullopt, element_pointer("events", index)});
        first_copies.push_back(event);
      }
      ++index;
    }
  }

  // SPEC 4.8: also of an event that fails for another reason, so that what is wrong with it is named.
  void check_receipts(const EventSetData& events, const std::vector<canon::Value>& first_copies) {
    bool has_receipt = false;
    bool ok = true;
    for (std::size_t i = 0; i < first_copies.size(); ++i) {
      const std::optional<EventContent> content = first_copies[i].find_string("event_type") == record_created_type
                                                      ? parse_event_content(first_copies[i])
                                                      : std::nullopt;
      const std::optional<canon::Value> receipt = content ? content->payload.find("receipt") : std::nullopt;
      const EventSetData::Entry& entry = events.entries[*events.digests.find(report_.events[i].id)];
      note_key(first_copies[i].find("signer"), entry.authentic.has_value());
      if (!receipt) {
        continue;
      }
      has_receipt = true;
      const bool is_bad = entry.authentic ? events.authentic[*entry.authentic].has_bad_receipt
                                          : has_bad_receipt(*content, keyring_.table(), verdicts_);
      note_key(receipt, !is_bad);
      if (is_bad) {
        ok = false;
        fail_in_list("receipt", report_.events[i].pointer + "/payload/receipt", "the receipt does not hold");
      }
    }
    end_list("receipt", "/events");
    if (!has_receipt) {
      warn("no_receipt", "no record_created event of the bundle has a receipt");
    } else if (ok) {
      pass("receipt", "/events");
    }
  }

  Sha256Digest authentic_state_sha256(const EventSet& events, std::span<const Alias> aliases) const {
    const std::vector<InvalidEvent>& invalid = report_.state.invalid_events;
    const bool all_authentic = std::all_of(invalid.begin(), invalid.end(),
                                           [](const InvalidEvent& event) { return is_authentic(event.reason); });
    return all_authentic ? report_.state.sha256 : events.state(aliases, Scope::authentic_only).sha256;
  }

  void check_events() {
    const std::vector<InvalidEvent>& invalid = report_.state.invalid_events;  // sorted by id
    for (EventReport& event : report_.events) {
      const auto found = std::partition_point(invalid.begin(), invalid.end(),
                                              [&](const InvalidEvent& other) { return other.id < event.id; });
      if (found != invalid.end() && found->id == event.id) {
        event.reason = found->reason;
        fail_in_list("events", event.pointer, name(*event.reason));
      }
    }
    end_list("events", "/events");
    if (invalid.empty()) {
      pass("events", "/events");
    }
  }

  // SPEC 9.4: as canonical JSON, which equal hashes show, and by the stated hash.
  void check_state() {
    const std::optional<canon::Value> state = bundle_.value().find("state");
    const std::string expected = to_hex(report_.state.sha256);
    if (state && state->is_written_as(report_.state.document)) {  // as the registry serves it
      pass("state", "/state");
      check_equal("state_sha256", "/state/state_sha256", state, expected);
      return;
    }
    const std::optional<std::string> stated =
        state ? std::optional(canon::join(bundle_.text().without(*state, hash_member))) : std::nullopt;
    const std::optional<std::string> actual =
        stated ? std::optional(to_hex(keyring_.crypto().sha256(*stated))) : std::nullopt;
    if (actual == expected) {
      pass("state", "/state");
    } else {
      fail("state", "/state" + (stated ? find_state_difference(*stated) : ""), expected, actual);
    }
    check_equal("state_sha256", "/state/state_sha256", state, expected);
  }

  /// Where the states differ; nowhere in particular where one is too large to be read again.
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
    note_key(signature, fault == SignatureFault::none);
    switch (fault) {
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
      const std::string about = warning.event_id ? event_id(*warning.event_id) + ": " : "";
      warn(name(warning.code), about + warning.explanation);
    }
  }

  /// Notes the key of the keyring that an object names, and whether a signature held under it.
  void note_key(std::optional<canon::Value> object, bool holds) {
    const std::optional<std::string_view> key_id = object ? object->find_string("key_id") : std::nullopt;
    const std::optional<std::string_view> fingerprint =
        object ? object->find_string("public_key_fingerprint") : std::nullopt;
    const TrustedKey* const key = key_id && fingerprint ? keyring_.table().find(*key_id, *fingerprint) : nullptr;
    if (key != nullptr) {
      used_keys_.push_back(key);
      vouches_for_itself_ = vouches_for_itself_ || (holds && key->origin == KeyOrigin::bundle);
    }
  }

  std::vector<KeyInfo> list_used_keys() {
    std::sort(used_keys_.begin(), used_keys_.end());
    used_keys_.erase(std::unique(used_keys_.begin(), used_keys_.end()), used_keys_.end());
    std::vector<KeyInfo> keys;
    for (const TrustedKey* const key : used_keys_) {  // by place in the table, and so in its order
      keys.push_back(key->info());
    }
    if (vouches_for_itself_) {
      warn(name(WarningCode::keys_vouch_for_themselves),
           "a key that the bundle brought along is trusted on your word alone");
    }
    return keys;
  }

  static constexpr std::size_t checks_usual = 16;
  static constexpr std::array<std::string_view, 1> hash_member = {"state_sha256"};

  const BundleView& bundle_;
  Keyring keyring_;
  VerdictCache* verdicts_;
  std::optional<KnownRecord> known_record_;
  RefusedKeys refused_keys_;
  std::size_t fault_count_ = 0;               // of the list that is being made
  std::vector<const TrustedKey*> used_keys_;  // into the keyring's table
  bool vouches_for_itself_ = false;
  BundleReport report_;
};

}  // namespace

BundleReport verify_bundle(const BundleView& bundle, const Keyring& keyring, BundleKeys bundle_keys,
                           VerdictCache* verdicts) {
  return Verification(bundle, keyring, bundle_keys, verdicts).run();
}

}  // namespace pith::engine
