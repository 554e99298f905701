// What would have to arrive for an event to become valid.
//
// Idea: the event, and each event that it waits for, must pass every check. What is decided by content alone cannot be
// mended. What can arrive is a copy whose envelope is right, an event that is missing, a key, or a binding of a key
// that the keyring leaves unbound. One binding must suit all events of the chain that the key signs (SPEC 3.6: a key
// has one signer_id and one signer_type).
//
// Example: a is unsigned and waits for b, whose key is unknown. A key for b, a copy of b and a copy of a are needed.
// Counter-example: if b expired, nothing that arrives makes a valid. Nor does anything if one key signs both, as alice
// and as bob, and both names are bound: whatever the key is bound to, one of them is `signer_mismatch`.
//
// Linear in the chain. Its test is tests/explain/test_explain.py, which brings what is needed, and tries every binding
// if nothing is.

#include <algorithm>
#include <utility>

#include "canon/document.h"
#include "canon/parse.h"
#include "engine/reports/explain.h"

namespace pith::engine {
namespace {

/// What a key entry must say about a key.
struct Binding {
  std::optional<std::string> signer_id;
  std::optional<std::string> signer_type;
  bool from_bundle = false;
};

/// A claim that events make, which is the same for all of them, or not.
struct Claimed {
  std::optional<std::string> value;
  bool differs = false;

  void add(std::string_view claim) {
    if (!value) {
      value = claim;
    }
    differs = differs || *value != claim;
  }
  bool allows(std::string_view bound) const { return !differs && (!value || *value == bound); }
};

/// What the events of a chain that name one key ask of it.
struct KeyClaims {
  std::string key_id;
  std::string fingerprint;
  Claimed signer_id;
  Claimed signer_type;
  bool claims_bound_id = false;      ///< SPEC 4.5, clause 2: a signer_id that keys are bound to
  bool needs_registry_key = false;   ///< SPEC 3.3
  bool needs_key_of_bundle = false;  ///< a registry key (SPEC 3.5) that signs as another type than `pith_registry`

  void claim(const KeyTable& keys, std::string_view id, std::string_view type, bool creates_record) {
    signer_id.add(id);
    signer_type.add(type);
    claims_bound_id = claims_bound_id || keys.binds_signer_id(id);
    needs_registry_key = needs_registry_key || creates_record || type == registry_signer_type;
    needs_key_of_bundle = needs_key_of_bundle || (creates_record && type != registry_signer_type);
  }
  bool names(std::string_view other_id, std::string_view other_fingerprint) const {
    return key_id == other_id && fingerprint == other_fingerprint;
  }
};

/// SPEC 3.6, 4.5: what a key entry by the caller must add, so that the key suits these claims; std::nullopt if none
/// can. A key that is bound to nothing may claim any type but the registry's, so no other type is asked for.
std::optional<Binding> bind_given_key(const KeyClaims& claims, const TrustedKey* known) {
  const bool is_given = known != nullptr && known->origin != KeyOrigin::bundle;
  const std::optional<std::string> bound_id = is_given ? known->entry.signer_id : std::nullopt;
  const std::optional<std::string> bound_type = is_given ? known->entry.signer_type : std::nullopt;
  Binding binding;
  if (claims.needs_key_of_bundle) {
    return std::nullopt;
  }
  if (bound_id ? !claims.signer_id.allows(*bound_id) : claims.claims_bound_id && claims.signer_id.differs) {
    return std::nullopt;
  }
  if (!bound_id && claims.claims_bound_id) {  // a name that is bound to no key stays so: others may claim it too
    binding.signer_id = claims.signer_id.value;
  }
  if (bound_type) {
    const bool is_authorised = !claims.needs_registry_key || *bound_type == registry_signer_type;
    return claims.signer_type.allows(*bound_type) && is_authorised ? std::optional(std::move(binding)) : std::nullopt;
  }
  if (claims.needs_registry_key) {
    if (!claims.signer_type.allows(registry_signer_type)) {
      return std::nullopt;
    }
    binding.signer_type = registry_signer_type;
  }
  return binding;
}

/// The same for a key entry by the caller or, if that does not help, of a bundle.
std::optional<Binding> bind_key(const KeyClaims& claims, const TrustedKey* known) {
  const bool may_be_of_bundle = (known == nullptr || known->origin == KeyOrigin::bundle) && !claims.claims_bound_id;
  if (may_be_of_bundle && known != nullptr) {
    return Binding();  // as it is
  }
  std::optional<Binding> given = bind_given_key(claims, known);
  return given || !may_be_of_bundle ? given : Binding{std::nullopt, std::nullopt, true};
}

/// The claims of all events of a chain on some keys.
class ChainClaims {
 public:
  ChainClaims(const Decided& decided, const WaitChain& chain, const std::vector<EventFacts>& facts)
      : decided_(decided), keys_(decided.events.keyring().table()) {
    for (const EventFacts& event : facts) {
      claims_on(event.key_id, event.fingerprint)
          .claim(keys_, event.signer_id, event.signer_type, event.is_record_created);
      if (event.receipt) {
        claims_on(event.receipt->key_id, event.receipt->fingerprint).needs_registry_key = true;
      }
    }
    add_events_between(chain);
  }

  KeyClaims& claims_on(std::string_view key_id, std::string_view fingerprint) {
    const auto found = std::find_if(claims_.begin(), claims_.end(),
                                    [&](const KeyClaims& claims) { return claims.names(key_id, fingerprint); });
    if (found != claims_.end()) {
      return *found;
    }
    claims_.push_back({std::string(key_id), std::string(fingerprint), {}, {}});
    return claims_.back();
  }

 private:
  /// Those that only wait, and those that are valid: they must stay as they are.
  void add_events_between(const WaitChain& chain) {
    const auto is_known = [&](const KeyClaims& claims) {
      return keys_.find(claims.key_id, claims.fingerprint) != nullptr;
    };
    if (std::none_of(claims_.begin(), claims_.end(), is_known)) {
      return;  // no authentic event is by one of these keys
    }
    const EventStore& store = decided_.store();
    for (const Sha256Digest& end : chain.events) {
      std::optional<Sha256Digest> next = links_of(decided_, end).prev_event;
      while (next) {
        const std::optional<DigestNumber> number = store.find(*next);
        const EventIndex event = number ? store.find_authentic(*number) : EventIndex::none();
        if (event.is_none() || store[event].has_bad_receipt) {
          break;  // the next one of the chain, or its end
        }
        add_event(event);
        const std::optional<DigestNumber> prev_event = store.prev_event(store[event]);
        next = prev_event ? std::optional(store.digest(*prev_event)) : std::nullopt;
      }
    }
  }

  void add_event(EventIndex event) {
    const EventTexts texts = decided_.store().texts(event);
    const bool creates_record = decided_.store()[event].is_record_created;
    for (KeyClaims& claims : claims_) {
      // A fingerprint is digits, which JSON writes as they are. Most events do not have it, and need not be parsed.
      if (texts.signer_json.find(claims.fingerprint) != std::string_view::npos) {
        const Result<canon::Document> document = canon::parse(texts.signer_json);
        const canon::Value signer = document->root();
        if (claims.names(*signer.find_string("key_id"), *signer.find_string("public_key_fingerprint"))) {
          claims.claim(keys_, *signer.find_string("signer_id"), *signer.find_string("signer_type"), creates_record);
        }
      }
      if (creates_record && texts.payload_json.find(claims.fingerprint) != std::string_view::npos) {
        const Result<canon::Document> document = canon::parse(texts.payload_json);
        const std::optional<canon::Value> receipt = document->root().find("receipt");
        if (receipt && claims.names(*receipt->find_string("key_id"), *receipt->find_string("public_key_fingerprint"))) {
          claims.needs_registry_key = true;
        }
      }
    }
  }

  const Decided& decided_;
  const KeyTable& keys_;
  std::vector<KeyClaims> claims_;
};

Need make_nothing(const EventFacts& event, Reason reason) {
  Need nothing;
  nothing.event = event.id;
  nothing.reason = reason;
  return nothing;
}

class NeedList {
 public:
  NeedList(const Decided& decided, const WaitChain& chain, const std::vector<EventFacts>& facts,
           Explanation& explanation)
      : keys_(decided.events.keyring().table()),
        chain_(chain),
        facts_(facts),
        claims_(decided, chain, facts),
        explanation_(explanation) {}

  void fill() {
    for (const EventFacts& event : facts_) {
      if (!check_alone(event)) {
        return;
      }
    }
    for (const EventFacts& event : facts_) {
      const bool is_possible = need_signer_key(event) && (!event.receipt || need_receipt_key(event, *event.receipt));
      if (!is_possible) {
        return;
      }
      need_copy(event);
    }
    if (chain_.missing) {
      Need missing;
      missing.code = NeedCode::event;
      missing.event = *chain_.missing;
      explanation_.needs.push_back(std::move(missing));
    }
    if (chain_.missing || chain_.is_cut) {
      leave_open("SPEC 4.9");
    }
  }

 private:
  void leave_open(std::string_view rule) {
    explanation_.is_needs_complete = false;
    explanation_.incomplete_rule = rule;
  }

  /// `conflict` is the key whose events ask too much of it together.
  void say_nothing(const EventFacts& event, Reason reason, const KeyClaims* conflict) {
    explanation_.needs = {make_nothing(event, reason)};
    if (conflict != nullptr) {
      explanation_.needs.front().key_id = conflict->key_id;
      explanation_.needs.front().fingerprint = conflict->fingerprint;
    }
    explanation_.is_needs_complete = true;
    explanation_.incomplete_rule = {};
  }

  // SPEC 4.5, 4.8: returns whether some key entries let the event pass, whatever the other events ask of its keys.
  bool check_alone(const EventFacts& event) {
    if (is_about_key(event.reason)) {
      const TrustedKey* const known = keys_.find(event.key_id, event.fingerprint);
      KeyClaims own{event.key_id, event.fingerprint, {}, {}};
      own.claim(keys_, event.signer_id, event.signer_type, event.is_record_created);
      if (!bind_key(own, known)) {
        const bool is_refused = event.reason == Reason::signer_mismatch && !is_suited(own, *known);
        say_nothing(event, is_refused ? Reason::signer_mismatch : Reason::not_authorised, nullptr);
        return false;
      }
    }
    if (event.receipt) {
      KeyClaims own{event.receipt->key_id, event.receipt->fingerprint, {}, {}};
      own.needs_registry_key = true;
      if (!bind_key(own, keys_.find(own.key_id, own.fingerprint))) {
        say_nothing(event, Reason::bad_receipt, nullptr);
        return false;
      }
    }
    return true;
  }

  // SPEC 4.5: returns whether some key entry lets all events of its key pass.
  bool need_signer_key(const EventFacts& event) {
    if (!is_about_key(event.reason)) {
      return true;
    }
    const TrustedKey* const known = keys_.find(event.key_id, event.fingerprint);
    const KeyClaims& all = claims_.claims_on(event.key_id, event.fingerprint);
    const std::optional<Binding> binding = bind_key(all, known);
    if (!binding) {
      say_nothing(event, Reason::signer_mismatch, &all);
      return false;
    }
    need_key(event.id, event.reason, all, known, *binding);
    return true;
  }

  /// SPEC 4.5, clause 1.
  static bool is_suited(const KeyClaims& claims, const TrustedKey& key) {
    return claims.signer_id.allows(key.entry.signer_id.value_or(*claims.signer_id.value)) &&
           claims.signer_type.allows(key.entry.signer_type.value_or(*claims.signer_type.value));
  }

  // SPEC 4.8: the same for its receipt.
  bool need_receipt_key(const EventFacts& event, const EventFacts::Receipt& receipt) {
    const TrustedKey* const known = keys_.find(receipt.key_id, receipt.fingerprint);
    const KeyClaims& all = claims_.claims_on(receipt.key_id, receipt.fingerprint);
    const std::optional<Binding> binding = bind_key(all, known);
    if (!binding) {
      say_nothing(event, Reason::bad_receipt, &all);
      return false;
    }
    need_key(event.id, Reason::bad_receipt, all, known, *binding);
    if (!receipt.holds) {
      leave_open("SPEC 4.8");  // whether it holds is known only with the key
    }
    return true;
  }

  void need_key(const Sha256Digest& event, const std::optional<Reason>& reason, const KeyClaims& claims,
                const TrustedKey* known, const Binding& binding) {
    const auto is_same = [&](const Need& need) {
      return need.code == NeedCode::trusted_key && claims.names(need.key_id, need.fingerprint);
    };
    const bool says_something = known == nullptr || binding.signer_id || binding.signer_type;
    if (!says_something || std::any_of(explanation_.needs.begin(), explanation_.needs.end(), is_same)) {
      return;
    }
    Need need;
    need.code = NeedCode::trusted_key;
    need.event = event;
    need.reason = reason;
    need.key_id = claims.key_id;
    need.fingerprint = claims.fingerprint;
    need.signer_id = binding.signer_id;
    need.signer_type = binding.signer_type;
    need.from_bundle = binding.from_bundle;
    if (binding.signer_id) {
      for (const TrustedKey* const key : keys_.keys()) {
        if (key->entry.signer_id == binding.signer_id && need.bound_keys.size() < listed_faults_max) {
          need.bound_keys.push_back(key->info);
        }
      }
    }
    explanation_.needs.push_back(std::move(need));
  }

  // SPEC 4.6
  void need_copy(const EventFacts& event) {
    if (event.has_copy) {
      return;
    }
    Need need;
    need.code = NeedCode::authentic_copy;
    need.event = event.id;
    need.reason = event.reason;
    need.key_id = event.key_id;
    need.fingerprint = event.fingerprint;
    need.may_be_here = event.may_have_copy;
    explanation_.needs.push_back(std::move(need));
  }

  const KeyTable& keys_;
  const WaitChain& chain_;
  const std::vector<EventFacts>& facts_;
  ChainClaims claims_;
  Explanation& explanation_;
};

}  // namespace

void explain_needs(const Decided& decided, const WaitChain& chain, const std::vector<EventFacts>& facts,
                   Explanation& explanation) {
  const auto impossible =
      std::find_if(facts.begin(), facts.end(), [](const EventFacts& event) { return event.impossible.has_value(); });
  if (impossible != facts.end()) {
    explanation.needs = {make_nothing(*impossible, *impossible->impossible)};
  } else {
    NeedList(decided, chain, facts, explanation).fill();
  }
}

}  // namespace pith::engine
