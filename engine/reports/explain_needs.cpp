// What would have to arrive for an event to become valid.
//
// Idea: ask what the event itself needs, then what the event that it follows needs, and so on to the first one that is
// valid or needs nothing. Only what is not decided by content and keys can arrive: a copy whose envelope is right, an
// event that is missing, a key.
//
// Example: a is unsigned and waits for b, whose key is unknown. A key for b, a copy of b and a copy of a are needed.
// Counter-example: if b expired, nothing that arrives makes a valid.
//
// Costs what finding the copies costs, for needs_events_max events. Its test is tests/explain/test_explain.py.

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "canon/encoding.h"
#include "engine/keys/key_entry.h"
#include "engine/merge/state.h"
#include "engine/reports/explain.h"

namespace pith::engine {
namespace {

/// So many events are asked what they need. Each costs a search through the inputs, and nobody mends a longer chain
/// in one go.
constexpr std::size_t needs_events_max = 16;

/// What one event needs by itself, links aside.
struct OwnNeeds {
  std::vector<Need> needs;
  std::optional<Reason> impossible;  ///< the check that nothing can help to pass
  std::optional<Sha256Digest> prev_event;
  bool is_complete = true;  ///< whether `needs` are enough
};

/// SPEC 3.1, 3.6: whether a key can have these names.
bool can_be_key(std::string_view key_id, std::string_view fingerprint) {
  std::array<std::uint8_t, 16> bytes;
  return key_id.size() <= key_id_size_bytes_max && canon::decode_hex(fingerprint, bytes);
}

class NeedFinder {
 public:
  NeedFinder(const Decided& decided, BundleKeys bundle_keys, VerdictCache* verdicts)
      : decided_(decided), keys_(decided.events.keyring().table()), bundle_keys_(bundle_keys), verdicts_(verdicts) {}

  OwnNeeds find(const EventCopy& copy, const EventCheck& check) const {
    OwnNeeds own;
    const std::optional<Reason> reason = check.reason;
    if (!reason) {
      own.prev_event = check.content->prev_event;
      return own;
    }
    if (*reason < Reason::content_hash_mismatch && *reason != Reason::unknown_key) {
      own.impossible = reason;
      return own;
    }
    const EventContent& content = *check.content;
    own.prev_event = content.prev_event;
    if (*reason == Reason::unknown_key) {
      need_key(copy, content, own);
    }
    if (!own.impossible && *reason != Reason::bad_receipt) {
      own.needs.push_back({NeedCode::authentic_copy, copy.digest(), reason, std::string(content.key_id),
                           std::string(content.public_key_fingerprint), std::nullopt, std::nullopt, false});
    }
    if (!own.impossible && content.event_type == record_created_type) {
      need_receipt(copy, content, *reason, own);
    }
    return own;
  }

 private:
  // SPEC 4.5: the key that lets the event pass `unknown_key` and every check on the content after it.
  void need_key(const EventCopy& copy, const EventContent& content, OwnNeeds& own) const {
    const bool creates = content.event_type == record_created_type;
    const bool is_bound = keys_.binds_signer_id(content.signer_id);
    Need need{NeedCode::trusted_key,
              copy.digest(),
              Reason::unknown_key,
              std::string(content.key_id),
              std::string(content.public_key_fingerprint),
              std::nullopt,
              std::nullopt,
              false};
    if (creates && is_record_mismatch(copy, content, decided_.events.keyring().crypto(), nullptr)) {
      own.impossible = Reason::record_mismatch;
    } else if (!can_be_key(content.key_id, content.public_key_fingerprint)) {
      own.impossible = Reason::unknown_key;
    } else if (creates && content.signer_type != registry_signer_type) {
      // A key that is bound to the type that is claimed is not a registry key. Only one that is bound to nothing helps.
      if (bundle_keys_ == BundleKeys::ignore || is_bound) {
        own.impossible = Reason::not_authorised;
      }
      need.from_bundle = true;
      own.needs.push_back(std::move(need));
    } else {
      // A key that is bound to a new signer_id would take that name from the keys that are bound to none.
      need.signer_id = is_bound ? std::optional(std::string(content.signer_id)) : std::nullopt;
      need.signer_type = std::string(content.signer_type);
      own.needs.push_back(std::move(need));
    }
  }

  // SPEC 4.8: only a receipt whose key is unknown may hold one day.
  void need_receipt(const EventCopy& copy, const EventContent& content, Reason reason, OwnNeeds& own) const {
    const std::optional<MemberFault> fault = has_bad_receipt(content.payload, keys_, verdicts_);
    if (!fault) {
      return;
    }
    const canon::Value receipt = *content.payload.find("receipt");
    if (fault->detail != ReasonDetail::unknown_key) {
      own.impossible = Reason::bad_receipt;
      return;
    }
    const std::string_view key_id = *receipt.find_string("key_id");
    const std::string_view fingerprint = *receipt.find_string("public_key_fingerprint");
    own.is_complete = false;  // whether it holds is known only with the key
    if (reason == Reason::unknown_key && key_id == content.key_id && fingerprint == content.public_key_fingerprint) {
      return;  // the signer's key, which is a registry key then
    }
    if (!can_be_key(key_id, fingerprint)) {
      own.impossible = Reason::bad_receipt;
      return;
    }
    own.needs.push_back({NeedCode::trusted_key, copy.digest(), Reason::bad_receipt, std::string(key_id),
                         std::string(fingerprint), std::nullopt, std::string(registry_signer_type), false});
  }

  const Decided& decided_;
  const KeyTable& keys_;
  BundleKeys bundle_keys_;
  VerdictCache* verdicts_;
};

bool is_same(const Need& left, const Need& right) {
  return left.code == right.code && left.key_id == right.key_id && left.fingerprint == right.fingerprint &&
         left.from_bundle == right.from_bundle && (left.code == NeedCode::trusted_key || left.event == right.event);
}

void add(std::vector<Need> more, std::vector<Need>& needs) {
  for (Need& need : more) {
    const auto same = [&need](const Need& other) { return is_same(need, other); };
    if (std::none_of(needs.begin(), needs.end(), same)) {
      needs.push_back(std::move(need));
    }
  }
}

}  // namespace

void explain_needs(const Decided& decided, CopyFinder& copies, BundleKeys bundle_keys, VerdictCache* verdicts,
                   Explanation& explanation) {
  if (explanation.is_valid()) {
    return;
  }
  const NeedFinder finder(decided, bundle_keys, verdicts);
  const EventStore& store = decided.store();
  Sha256Digest event = explanation.id;
  for (std::size_t i = 0; i < needs_events_max; ++i) {
    OwnNeeds own;
    for_each_deciding_copy(decided, copies, verdicts, {event},
                           [&](const DecidingCopy& deciding) { own = finder.find(deciding.copy, deciding.check); });
    if (own.impossible) {
      Need nothing;
      nothing.event = event;
      nothing.reason = own.impossible;
      explanation.needs = {std::move(nothing)};
      explanation.is_needs_complete = true;
      return;
    }
    add(std::move(own.needs), explanation.needs);
    explanation.is_needs_complete = explanation.is_needs_complete && own.is_complete;
    if (!own.prev_event) {
      return;
    }
    event = find_end_of_chain(decided, *own.prev_event, [](const Sha256Digest&) {});
    const std::optional<DigestNumber> number = store.find(event);
    if (!number || !store.entry(*number).is_event()) {
      Need missing;
      missing.code = NeedCode::event;
      missing.event = event;
      explanation.needs.push_back(std::move(missing));
      break;  // what it needs is not known
    }
    if (!find_reason(store, decided.resolution, *number)) {
      return;
    }
  }
  explanation.is_needs_complete = false;
}

}  // namespace pith::engine
