#include "tests/support/bundles.h"

#include "pith/canonical.h"

namespace pith::tests {

std::string alias_json(const Alias& alias) {
  return write_object({{"alias_kind", quote(alias.kind)},
                       {"alias_value", quote(alias.value)},
                       {"created_at", quote(alias.created_at)}});
}

std::string aliases_json(const std::vector<Alias>& aliases) {
  std::vector<std::string> items;
  for (const Alias& alias : aliases) {
    items.push_back(alias_json(alias));
  }
  return write_array(items);
}

Members plain_bundle(const World& world, const std::vector<std::string>& events, const std::vector<Alias>& aliases) {
  return {{"bundle_type", quote("pith_open_graph_bundle")},
          {"pith_number", quote(world.record.pith_number)},
          {"events", write_array(events)},
          {"source_aliases", aliases_json(aliases)}};
}

std::string signed_bundle(Members bundle, const Signer& signer, const Members& changes) {
  const Sha256Digest digest = crypto().sha256(*canonical_json(write_object(bundle)));
  Members signature = signature_members(signer, "bundle_sha256_bytes", signer.sign(digest));
  signature["bundle_sha256"] = quote(to_hex(digest));
  for (const auto& [member, json] : changes) {
    signature[member] = json;
  }
  bundle["bundle_signature"] = write_object(signature);
  return write_object(bundle);
}

}  // namespace pith::tests
