#ifndef PITH_TESTS_SUPPORT_DRAFT_H
#define PITH_TESTS_SUPPORT_DRAFT_H

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pith/crypto.h"
#include "tests/support/signer.h"

namespace pith::tests {

/// The JSON text of each member of an object, by name.
using Members = std::map<std::string, std::string>;

std::string quote(std::string_view text);
std::string write_object(const Members& members);
std::string write_array(const std::vector<std::string>& items);

/// SPEC 4.2: the members that every signature has, whatever message it signs.
Members signature_members(const Signer& signer, std::string_view signed_message, std::string_view signature_b64);

/// An event that is not signed yet. Every member may be replaced or taken out first.
class Draft {
 public:
  /// A sound event by a signer about a record: type `graph_snapshot`, target `graph`, no links.
  Draft(const Signer& signer, const std::string& subject);

  Draft& type(std::string_view text) { return set("event_type", quote(text)); }
  Draft& target(std::string_view text) { return set("target", quote(text)); }
  Draft& at(std::string_view instant) { return set("created_at", quote(instant)); }
  Draft& payload(const std::string& json) { return set("payload", json); }
  Draft& prev(const Sha256Digest& digest) { return set("prev_event", quote("sha256:" + to_hex(digest))); }
  Draft& supersedes(const std::vector<Sha256Digest>& digests);

  /// Sets any member of the content, as JSON. An empty text takes the member out.
  Draft& set(const std::string& member, const std::string& json);
  /// The same for a member of `signer`.
  Draft& set_signer(const std::string& member, const std::string& json);
  /// The same for a member of `signature`, after the event is signed.
  Draft& set_signature(const std::string& member, const std::string& json);
  /// The same for a member of the whole event, after it is signed.
  Draft& set_envelope(const std::string& member, const std::string& json);

  const Signer& signer() const { return *signer_; }
  /// A member of the content, as JSON. The draft must have it, and it must not be `signer`.
  const std::string& member(const std::string& name) const { return members_.at(name); }
  /// SPEC 4.2: the content digest.
  Sha256Digest digest() const;
  /// The signed event.
  std::string json() const;
  /// The event with a signature that was made before, in base64.
  std::string json(const std::string& signature_b64) const;

 private:
  std::string content() const;

  const Signer* signer_;
  Members members_;
  Members signer_members_;
  Members signature_changes_;
  Members envelope_changes_;
};

/// A small canonical record of an arXiv paper, and what follows from it.
struct Record {
  explicit Record(std::string_view arxiv_id = "2104.11125");

  std::string json;
  Sha256Digest digest = {};
  std::string pith_number;

  /// The payload of a sound `record_created`, with a receipt by that signer.
  std::string payload(const Signer& registry) const;
  Members receipt(const Signer& registry) const;
  std::string payload_with_receipt(const std::optional<std::string>& receipt_json) const;
};

}  // namespace pith::tests

#endif
