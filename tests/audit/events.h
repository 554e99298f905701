#ifndef PITH_TESTS_AUDIT_EVENTS_H
#define PITH_TESTS_AUDIT_EVENTS_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pith/crypto.h"
#include "tests/audit/json_pair.h"
#include "tests/support/signer.h"

namespace pith::tests::mirror {

/// What an event says, but for the record that it is about.
struct EventPlan {
  const Signer* signer;
  std::string_view type;
  std::string target;
  std::string created_at;
  Json payload;
  std::optional<Sha256Digest> prev_event;
  std::vector<Sha256Digest> supersedes;
  Json record = {};  ///< of a record_created: the record in its payload
};

enum class Damage { none, signature, content };

/// A signed event, and what a merge must make of it.
struct Event {
  EventPlan plan;
  Json json;
  Sha256Digest id;
  std::string_view reason;  ///< empty if it is valid
  bool is_live = true;
};

/// Some events of one signer that conflict at one position (SPEC 7.3).
struct Fork {
  const Signer* signer;
  std::string_view type;
  std::string target;
  std::optional<Sha256Digest> position;
  std::vector<Sha256Digest> event_ids;
  bool is_resolved = false;
};

/// The six members of SPEC 4.2 and 2.4 and `signed_at`, in the order of the registry.
Json signature(const Signer& signer, std::string_view signed_message, const std::string& signature_b64,
               std::string_view signed_at);

/// Strict base64 of another signature, which does not hold.
std::string other_signature(std::string signature_b64);

/// A signed event about a record. Damage comes after the signature.
Event sign(EventPlan plan, const std::string& pith_number, Damage damage = Damage::none);

/// A state without `state_sha256` (SPEC 8.1). It is written out from what is known of the events. No rule of the
/// library is asked. The events are in application order; `aliases` are as SPEC 6.5 shows them, and `forks` in the
/// order of SPEC 7.3.
Fields make_state(const std::string& pith_number, const std::vector<Event>& events, const Json& aliases,
                  const std::vector<Fork>& forks);

}  // namespace pith::tests::mirror

#endif
