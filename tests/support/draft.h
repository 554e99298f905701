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

/// SPEC 4.2: what every signature says, of whatever message.
Members signature_members(const Signer& signer, std::string_view signed_message, std::string_view signature_b64);

/// An event on its way to being signed. Every member may be replaced or taken out before that.
class Draft {
 public:
  /// A sound event of a signer about a record: type `graph_snapshot`, target `graph`, no links.
  Draft(const Signer& signer, const std::string& subject);

  Draft& type(std::string_view text) { return set("event_type", quote(text)); }
  Draft& target(std::string_view text) { return set("target", quote(text)); }
  Draft& at(std::string_view instant) { return set("created_at", quote(instant)); }
  Draft& payload(const std::string& json) { return set("payload", json); }
  Draft& prev(const Sha256Digest& digest) { return set("prev_event", quote("sha256:" + to_hex(digest))); }
  Draft& supersedes(const std::vector<Sha256Digest>& digests);

  /// Any member of the content, as JSON; an empty text takes it out.
  Draft& set(const std::string& member, const std::string& json);
  /// The same of the signer.
  Draft& set_signer(const std::string& member, const std::string& json);
  /// The same of the envelope's signature, after it is made.
  Draft& set_signature(const std::string& member, const std::string& json);
  /// The same of the whole event, after it is signed.
  Draft& set_envelope(const std::string& member, const std::string& json);

  const Signer& signer() const { return *signer_; }
  /// A member of the content, as JSON. Needs to be there, and not `signer`.
  const std::string& member(const std::string& name) const { return members_.at(name); }
  Sha256Digest digest() const;
  std::string json() const;
  /// The same with a signature that was made before, in base64.
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

  /// The payload of a sound `record_created`, with a receipt of that signer.
  std::string payload(const Signer& registry) const;
  Members receipt(const Signer& registry) const;
  std::string payload_with_receipt(const std::optional<std::string>& receipt_json) const;
};

}  // namespace pith::tests

#endif
