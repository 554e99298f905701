// SPEC 12: whether a document proves what it says.
//
// Each value of the document is compared with something: the content of an event with its hash and signature, the rest
// of the event with SPEC 4.2, what a proof states with its events, and a key with the signers that name it. So a change
// of any value is noticed. A proof lists one fault of each name, so that a report is not larger than what it is about
// by more than a constant.
//
// Example: two events that conflict, and a third that names both: `no_conflict`, because the third one proves nothing.
// Counter-example: an event that follows an event that is not there is authentic, and that is all a proof needs.
//
// Time n log n, and one signature verification for each event. Its tests are tests/evidence_test.cpp and
// tests/cli/test_evidence.py.

#include <algorithm>
#include <string>
#include <utility>

#include "canon/parse.h"
#include "engine/bundles/split_input.h"
#include "engine/event_id.h"
#include "engine/events/check_event.h"
#include "engine/keys/key_table.h"
#include "engine/reports/evidence.h"
#include "engine/warning.h"

namespace pith {
namespace engine {

EvidencePrincipal show_principal(const TrustedKey& key) {
  const Principal principal = principal_of(key.entry);
  return {principal.is_signer, std::string(principal.id)};
}

namespace {

void add_fault(std::vector<EvidenceFault>& faults, std::string_view name, std::string pointer,
               std::optional<std::string> expected = std::nullopt, std::optional<std::string> actual = std::nullopt) {
  const auto same = [&](const EvidenceFault& fault) { return fault.name == name; };
  if (std::none_of(faults.begin(), faults.end(), same)) {
    faults.push_back({std::string(name), std::move(expected), std::move(actual), std::move(pointer)});
  }
}

/// The keys that the document lists, and which of them an event names.
class ListedKeys {
 public:
  /// SPEC 12: each entry is a key entry, and they are sorted by key_id and fingerprint, none twice. Keeps the keys that
  /// pass as candidates for a keyring.
  ListedKeys(const EvidenceForm& form, const Keyring& keyring, std::vector<EvidenceFault>& faults) {
    std::size_t index = 0;
    for (const canon::Value value : canon::Elements(form.keys)) {
      const std::string pointer = "/keys/" + std::to_string(index++);
      Result<KeyEntry, KeyFault> entry = parse_key_entry(keyring.crypto(), value, EntrySource::bundle);
      if (!entry) {
        add_fault(faults, "bad_key", pointer, std::nullopt, std::move(entry).error().explanation);
        continue;
      }
      if (const Result<void, KeyFault> checked = check_point(*entry); !checked) {
        add_fault(faults, "bad_key", pointer, std::nullopt, checked.error().explanation);
        continue;
      }
      if (keyring.table().find(entry->key_id, entry->fingerprint) != nullptr && !keyring.table().is_trusted(*entry)) {
        add_fault(faults, "bad_key", pointer, std::nullopt, "the keyring has another key with this name");
        continue;
      }
      if (!keys_.empty() && compare_names(name_of(keys_.back()), {entry->key_id, entry->fingerprint}) >= 0) {
        add_fault(faults, "key_order", pointer);
        continue;
      }
      keys_.push_back({*std::move(entry), pointer, false});
    }
  }

  /// Notes that an event names a key. Returns whether it is listed. Logarithmic.
  bool use(std::string_view key_id, std::string_view fingerprint) {
    const KeyName name{key_id, fingerprint};
    const auto found = std::lower_bound(keys_.begin(), keys_.end(), name, [](const Key& key, const KeyName& other) {
      return compare_names(name_of(key), other) < 0;
    });
    if (found == keys_.end() || compare_names(name_of(*found), name) != 0) {
      return false;
    }
    found->is_used = true;
    return true;
  }

  /// SPEC 12: each key is named by an event.
  void check_use(std::vector<EvidenceFault>& faults) const {
    for (const Key& key : keys_) {
      if (!key.is_used) {
        add_fault(faults, "unused_key", key.pointer, std::nullopt, key.entry.key_id);
      }
    }
  }

  /// SPEC 3.5: the keyring with these keys, as registry keys that are bound to nothing.
  Keyring trust(const Keyring& keyring) const {
    std::vector<KeyCandidate> candidates;
    for (const Key& key : keys_) {
      if (keyring.table().find(key.entry.key_id, key.entry.fingerprint) == nullptr) {
        candidates.push_back({key.entry, KeyOrigin::bundle, candidates.size()});
      }
    }
    RefusedKeys refused;  // stays empty: no two have one name
    return with_bundle_keys(keyring, std::move(candidates), refused);
  }

 private:
  struct Key {
    KeyEntry entry;
    std::string pointer;
    bool is_used;
  };
  static KeyName name_of(const Key& key) { return {key.entry.key_id, key.entry.fingerprint}; }

  std::vector<Key> keys_;
};

/// What decides whether the events of a proof conflict.
struct CheckedEvent {
  Sha256Digest id = {};
  std::vector<Sha256Digest> links;  // prev_event and supersedes, sorted, each once
};

/// SPEC 7.2: the first event that conflicts with none of the others. Needs events of one principal, type and target
/// that share a position, sorted by id. Time n log n in the events and their links.
std::optional<std::size_t> find_without_conflict(const std::vector<CheckedEvent>& events) {
  std::vector<std::size_t> linked_counts(events.size(), 0);
  for (std::size_t i = 0; i < events.size(); ++i) {
    for (const Sha256Digest& link : events[i].links) {
      const auto found =
          std::lower_bound(events.begin(), events.end(), link,
                           [](const CheckedEvent& event, const Sha256Digest& id) { return event.id < id; });
      if (found != events.end() && found->id == link) {
        ++linked_counts[i];
        ++linked_counts[static_cast<std::size_t>(found - events.begin())];
      }
    }
  }
  const auto lonely = std::find_if(linked_counts.begin(), linked_counts.end(),
                                   [&](std::size_t count) { return count + 1 >= events.size(); });
  return lonely == linked_counts.end() ? std::nullopt
                                       : std::optional(static_cast<std::size_t>(lonely - linked_counts.begin()));
}

std::string describe(const EvidencePrincipal& principal) {
  return (principal.is_signer ? "signer " : "key ") + principal.id;
}

/// SPEC 7.1: whether a position is one of those that an event has.
bool has_position(const EventContent& content, const std::optional<Sha256Digest>& position) {
  if (content.prev_event || content.supersedes.empty()) {
    return content.prev_event == position;
  }
  return position &&
         std::find(content.supersedes.begin(), content.supersedes.end(), *position) != content.supersedes.end();
}

class ProofCheck {
 public:
  ProofCheck(const ProofForm& form, std::string pointer, std::string_view pith_number, const Keyring& keyring,
             VerdictCache* verdicts, ListedKeys& keys)
      : form_(form), pith_number_(pith_number), keyring_(keyring), verdicts_(verdicts), keys_(keys) {
    pointer_ = std::move(pointer) + "/events/";
    report_.event_type = form.event_type;
    report_.target = form.target;
    report_.position = form.position;
  }

  ProofReport run(const canon::CanonicalText& text) {
    for (const canon::Value event : canon::Elements(form_.events)) {
      check_event_of_proof(EventCopy(event, text, keyring_.crypto()));
    }
    // SPEC 12: each event conflicts with another one of the proof. If something else is wrong, this means nothing.
    if (report_.faults.empty()) {
      if (const std::optional<std::size_t> lonely = find_without_conflict(events_)) {
        add_fault(report_.faults, "no_conflict", pointer_ + std::to_string(*lonely), std::nullopt,
                  "it names, or is named by, each of the others");
      }
    }
    report_.ok = report_.faults.empty();
    return std::move(report_);
  }

  /// Whether a signature held under a key of the document.
  bool vouches_for_itself() const { return vouches_for_itself_; }

 private:
  void check_event_of_proof(const EventCopy& copy) {
    const std::string pointer = pointer_ + std::to_string(report_.event_ids.size());
    check_order(copy.digest(), pointer);
    report_.event_ids.push_back(copy.digest());
    const EventCheck check = check_event(copy, pith_number_, keyring_, {verdicts_, nullptr, nullptr});
    if (check.content && !keys_.use(check.content->key_id, check.content->public_key_fingerprint)) {
      add_fault(report_.faults, "unlisted_key", pointer + "/signer", std::nullopt, name_key(*check.content));
    }
    // SPEC 4.7: it is authentic.
    if (check.reason && !is_authentic(*check.reason)) {
      add_reason(*check.reason, copy, check, pointer);
      return;
    }
    vouches_for_itself_ = vouches_for_itself_ || check.key->origin == KeyOrigin::bundle;
    check_question(*check.content, *check.key, pointer);
    std::vector<Sha256Digest> links = check.content->supersedes;
    if (check.content->prev_event) {
      links.push_back(*check.content->prev_event);
    }
    std::sort(links.begin(), links.end());
    links.erase(std::unique(links.begin(), links.end()), links.end());
    events_.push_back({copy.digest(), std::move(links)});
  }

  /// SPEC 12: the events are sorted by id, and none is there twice.
  void check_order(const Sha256Digest& id, const std::string& pointer) {
    if (report_.event_ids.empty() || report_.event_ids.back() < id) {
      return;
    }
    add_fault(report_.faults, report_.event_ids.back() == id ? "same_event" : "event_order", pointer, std::nullopt,
              event_id(id));
  }

  /// SPEC 12: they have the principal, the type, the target and the position of the proof.
  void check_question(const EventContent& content, const TrustedKey& key, const std::string& pointer) {
    EvidencePrincipal principal = show_principal(key);
    if (!report_.principal) {
      report_.principal = std::move(principal);
    } else if (*report_.principal != principal) {
      add_fault(report_.faults, "principal_mismatch", pointer, describe(*report_.principal), describe(principal));
    }
    if (content.event_type != form_.event_type) {
      add_fault(report_.faults, "event_type_mismatch", pointer + "/event_type", std::string(form_.event_type),
                std::string(content.event_type));
    }
    if (content.target != form_.target) {
      add_fault(report_.faults, "target_mismatch", pointer + "/target", std::string(form_.target),
                std::string(content.target));
    }
    if (!has_position(content, form_.position)) {
      add_fault(report_.faults, "position_mismatch", pointer,
                form_.position ? std::optional(event_id(*form_.position)) : std::nullopt);
    }
  }

  void add_reason(Reason reason, const EventCopy& copy, const EventCheck& check, const std::string& pointer) {
    std::optional<std::string> expected;
    std::optional<std::string> actual;
    const auto stated = [&](std::string_view member) {
      const std::optional<std::string_view> value = copy.value().find_string(member);
      return value ? std::optional(std::string(*value)) : std::nullopt;
    };
    if (reason == Reason::subject_mismatch) {
      expected = pith_number_;
      actual = stated("subject_pith_number");
    } else if (reason == Reason::content_hash_mismatch) {
      expected = to_hex(copy.digest());
      actual = stated("content_sha256");
    } else if (reason == Reason::event_id_mismatch) {
      expected = event_id(copy.digest());
      actual = stated("event_id");
    } else if (reason == Reason::unknown_key) {
      actual = name_key(*check.content);
    }
    add_fault(report_.faults, name(reason), pointer, std::move(expected), std::move(actual));
  }

  static std::string name_key(const EventContent& content) {
    return std::string(content.key_id) + " " + std::string(content.public_key_fingerprint);
  }

  const ProofForm& form_;
  std::string pointer_;
  std::string_view pith_number_;
  const Keyring& keyring_;
  VerdictCache* verdicts_;
  ListedKeys& keys_;
  ProofReport report_;
  std::vector<CheckedEvent> events_;
  bool vouches_for_itself_ = false;
};

/// SPEC 12: proofs are sorted by type, target, position (null first) and first event id, and none is there twice.
bool is_before(const ProofReport& left, const ProofReport& right) {
  if (left.event_type != right.event_type) {
    return left.event_type < right.event_type;
  }
  if (left.target != right.target) {
    return left.target < right.target;
  }
  return left.position != right.position ? left.position < right.position
                                         : left.event_ids.front() < right.event_ids.front();
}

EvidenceReport check_evidence(const EvidenceForm& form, const canon::CanonicalText& text, const Keyring& own_keyring,
                              BundleKeys bundle_keys, VerdictCache* verdicts) {
  EvidenceReport report;
  report.pith_number = form.pith_number;
  ListedKeys keys(form, own_keyring, report.faults);
  const Keyring keyring = bundle_keys == BundleKeys::trust ? keys.trust(own_keyring) : own_keyring;
  bool vouches_for_itself = false;
  for (const ProofForm& proof : form.proofs) {
    const std::string pointer = "/equivocations/" + std::to_string(report.proofs.size());
    ProofCheck check(proof, pointer, form.pith_number, keyring, verdicts, keys);
    report.proofs.push_back(check.run(text));
    vouches_for_itself = vouches_for_itself || check.vouches_for_itself();
    const std::size_t count = report.proofs.size();
    if (count > 1 && !is_before(report.proofs[count - 2], report.proofs[count - 1])) {
      add_fault(report.faults, "proof_order", pointer);
    }
  }
  keys.check_use(report.faults);
  if (vouches_for_itself) {
    report.warnings.push_back(make_warning(WarningCode::keys_vouch_for_themselves,
                                           "keys from the evidence are trusted only because you asked for it"));
  }
  report.ok = report.faults.empty() && std::all_of(report.proofs.begin(), report.proofs.end(),
                                                   [](const ProofReport& proof) { return proof.ok; });
  return report;
}

}  // namespace
}  // namespace engine

bool is_evidence(std::string_view json) {
  const Result<canon::Document> document = canon::parse(json);
  return document && document->root().find_string("format") == engine::evidence_format;
}

Result<EvidenceReport> verify_evidence(std::string_view json, const Keyring& keyring, BundleKeys bundle_keys,
                                       VerdictCache* verdicts) {
  const Result<canon::Document> document = canon::parse(json);
  if (!document) {
    return document.error();
  }
  const Result<engine::EvidenceForm> form = engine::read_evidence_form(*document);
  if (!form) {
    return form.error();
  }
  return engine::check_evidence(*form, canon::CanonicalText(*document), keyring, bundle_keys, verdicts);
}

}  // namespace pith
