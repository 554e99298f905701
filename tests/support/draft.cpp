#include "tests/support/draft.h"

#include "canon/encoding.h"
#include "canon/write.h"
#include "pith/canonical.h"

namespace pith::tests {
namespace {

void change(Members& members, const Members& changes) {
  for (const auto& [name, json] : changes) {
    if (json.empty()) {
      members.erase(name);
    } else {
      members[name] = json;
    }
  }
}

}  // namespace

std::string quote(std::string_view text) {
  std::string json;
  canon::append_string(json, text);
  return json;
}

std::string write_object(const Members& members) {
  std::string json = "{";
  for (const auto& [name, value] : members) {
    json += (json.size() > 1 ? "," : "") + quote(name) + ":" + value;
  }
  return json + "}";
}

std::string write_array(const std::vector<std::string>& items) {
  std::string json = "[";
  for (const std::string& item : items) {
    json += (json.size() > 1 ? "," : "") + item;
  }
  return json + "]";
}

Members signature_members(const Signer& signer, std::string_view signed_message, std::string_view signature_b64) {
  return {{"signature_status", quote("signed_v1")},
          {"algorithm", quote("ed25519")},
          {"signed_message", quote(signed_message)},
          {"key_id", quote(signer.key_id)},
          {"public_key_fingerprint", quote(signer.fingerprint())},
          {"signature_b64", quote(signature_b64)}};
}

Draft::Draft(const Signer& signer, const std::string& subject)
    : signer_(&signer),
      members_{{"event_type", quote("graph_snapshot")},
               {"subject_pith_number", quote(subject)},
               {"target", quote("graph")},
               {"created_at", quote("2026-07-05T02:34:17Z")},
               {"schema_version", quote("1.0")},
               {"payload", "{}"},
               {"supersedes", "[]"},
               {"prev_event", "null"}},
      signer_members_{{"signer_id", quote(signer.signer_id)},
                      {"signer_type", quote(signer.signer_type)},
                      {"key_id", quote(signer.key_id)},
                      {"public_key_fingerprint", quote(signer.fingerprint())}} {}

Draft& Draft::supersedes(const std::vector<Sha256Digest>& digests) {
  std::vector<std::string> ids;
  for (const Sha256Digest& digest : digests) {
    ids.push_back(quote("sha256:" + to_hex(digest)));
  }
  return set("supersedes", write_array(ids));
}

Draft& Draft::set(const std::string& member, const std::string& json) {
  change(members_, {{member, json}});
  return *this;
}
Draft& Draft::set_signer(const std::string& member, const std::string& json) {
  change(signer_members_, {{member, json}});
  return *this;
}
Draft& Draft::set_signature(const std::string& member, const std::string& json) {
  signature_changes_[member] = json;
  return *this;
}
Draft& Draft::set_envelope(const std::string& member, const std::string& json) {
  envelope_changes_[member] = json;
  return *this;
}

std::string Draft::content() const {
  Members members = members_;
  members.emplace("signer", write_object(signer_members_));
  return *canonical_json(write_object(members));
}

Sha256Digest Draft::digest() const {
  return crypto().sha256(content());
}

std::string Draft::json() const {
  return json(signer_->sign(digest()));
}

std::string Draft::json(const std::string& signature_b64) const {
  const Sha256Digest content_digest = digest();
  Members signature = signature_members(*signer_, "open_graph_event_sha256_bytes", signature_b64);
  signature["signed_at"] = quote("2026-07-05T14:38:00Z");
  change(signature, signature_changes_);
  Members members = members_;
  members.emplace("signer", write_object(signer_members_));
  members["content_sha256"] = quote(to_hex(content_digest));
  members["event_id"] = quote("sha256:" + to_hex(content_digest));
  members["signature"] = write_object(signature);
  change(members, envelope_changes_);
  return write_object(members);
}

Record::Record(std::string_view arxiv_id)
    : json(*canonical_json(R"({"metadata":{"submitted_at":"2021-04-21T02:22:10Z"},"schema_version":"1.0",)"
                           R"("source":{"kind":"arxiv","version":1,"id":)" +
                           quote(arxiv_id) + "}}")),
      digest(crypto().sha256(json)),
      pith_number("pith:2021:" + canon::encode_base32(digest.bytes).substr(0, 26)) {}

Members Record::receipt(const Signer& registry) const {
  Members members = signature_members(registry, "canonical_sha256_bytes", registry.sign(digest));
  members["canonical_sha256"] = quote(to_hex(digest));
  return members;
}

std::string Record::payload_with_receipt(const std::optional<std::string>& receipt_json) const {
  Members members = {{"canonical_record", json}, {"canonical_sha256", quote(to_hex(digest))}};
  if (receipt_json) {
    members["receipt"] = *receipt_json;
  }
  return write_object(members);
}

std::string Record::payload(const Signer& registry) const {
  return payload_with_receipt(write_object(receipt(registry)));
}

}  // namespace pith::tests
