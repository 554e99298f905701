#include "engine/bundles/bundle_view.h"

#include <array>

#include "canon/lexer.h"
#include "canon/parse.h"
#include "crypto/sha256.h"
#include "engine/events/event_store.h"
#include "engine/keys/signature_block.h"

namespace pith {
namespace engine {

bool is_bundle(canon::Value value) {
  const std::optional<canon::Value> events = value.find("events");
  return value.find_string("bundle_type") == "pith_open_graph_bundle" && value.find_string("pith_number") && events &&
         events->is_array();
}

Sha256Digest BundleView::sha256(const Crypto& crypto) const {
  static constexpr std::array<std::string_view, 1> unsigned_members = {"bundle_signature"};
  return crypto::sha256(crypto, text_.without(value_, unsigned_members));
}

SignatureFault BundleView::check_signature(const Sha256Digest& bundle_sha256, const KeyTable& keys,
                                           VerdictCache* verdicts) const {
  const std::optional<canon::Value> signature = value_.find("bundle_signature");
  const std::optional<SignatureBlock> block =
      signature ? parse_signature_block(*signature, "bundle_sha256_bytes") : std::nullopt;
  if (!block) {
    return SignatureFault::malformed;
  }
  if (signature->find_string("bundle_sha256") != to_hex(bundle_sha256)) {
    return SignatureFault::wrong_hash;
  }
  const TrustedKey* const key = keys.find(block->key_id, block->public_key_fingerprint);
  if (key == nullptr || !key->is_registry_key()) {
    return SignatureFault::no_registry_key;
  }
  return key->verifying_key.verify(bundle_sha256, block->signature, verdicts) ? SignatureFault::none
                                                                              : SignatureFault::does_not_hold;
}

AliasList BundleView::aliases() const {
  const std::optional<canon::Value> source_aliases = value_.find("source_aliases");
  return source_aliases ? read_aliases(*source_aliases) : AliasList();
}

// SPEC 6.5: only bundles of the same record whose signature holds vouch for aliases.
BundleAliases BundleView::aliases_for(std::string_view record, const Keyring& keyring, VerdictCache* verdicts) const {
  AliasList own = aliases();
  BundleAliases result{{}, std::move(own.warnings)};
  if (own.aliases.empty()) {
    return result;
  }
  if (pith_number() != record) {
    result.warnings.push_back(
        {WarningCode::aliases_of_another_record, std::nullopt, "aliases left out: the bundle is of another record"});
  } else if (check_signature(sha256(keyring.crypto()), keyring.table(), verdicts) != SignatureFault::none) {
    result.warnings.push_back({WarningCode::aliases_not_vouched_for, std::nullopt,
                               "aliases left out: no trusted registry key signed the bundle"});
  } else {
    result.aliases = std::move(own.aliases);
  }
  return result;
}

void BundleView::add_events_to(EventSet& events, VerdictCache* verdicts) const {
  for (const canon::Value event : canon::Elements(this->events())) {
    events.data().add(event, text_, {verdicts, nullptr});
  }
}

struct ParsedBundle {
  std::shared_ptr<const std::string> json_text;  // what the document's views point into
  canon::Document document;
  canon::CanonicalText canonical;
  std::string pith_number;

  ParsedBundle(std::shared_ptr<const std::string> text, canon::Document parsed)
      : json_text(std::move(text)),
        document(std::move(parsed)),
        canonical(document),
        pith_number(view().pith_number()) {}

  BundleView view() const { return {document.root(), canonical}; }
};

}  // namespace engine

Result<Bundle> Bundle::parse(std::string json_text) {
  const auto text = std::make_shared<const std::string>(std::move(json_text));
  Result<canon::Document> document = canon::parse(*text);
  if (!document) {
    return document.error();
  }
  if (!engine::is_bundle(document->root())) {
    const Place place = canon::place_at(*text, canon::find_node_offset(*text, 0));
    return Error{ErrorCode::not_a_bundle, place, "a bundle has a bundle_type, a pith_number and events"};
  }
  return Bundle(std::make_shared<const engine::ParsedBundle>(text, *std::move(document)));
}

const std::string& Bundle::pith_number() const {
  return parsed_->pith_number;
}

void Bundle::add_events_to(EventSet& events, VerdictCache* verdicts) const {
  parsed_->view().add_events_to(events, verdicts);
}

bool Bundle::has_trusted_signature(const Keyring& keyring, VerdictCache* verdicts) const {
  const engine::BundleView view = parsed_->view();
  return view.check_signature(view.sha256(keyring.crypto()), keyring.table(), verdicts) == engine::SignatureFault::none;
}

BundleAliases Bundle::aliases_for(std::string_view pith_number, const Keyring& keyring, VerdictCache* verdicts) const {
  return parsed_->view().aliases_for(pith_number, keyring, verdicts);
}

BundleReport Bundle::verify(const Keyring& keyring, BundleKeys bundle_keys, VerdictCache* verdicts) const {
  return engine::verify_bundle(parsed_->view(), keyring, bundle_keys, verdicts);
}

}  // namespace pith
