#include "engine/bundles/bundle_view.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "canon/lexer.h"
#include "canon/parse.h"
#include "crypto/sha256.h"
#include "engine/bundles/split_input.h"
#include "engine/event_id.h"
#include "engine/warning.h"

namespace pith::engine {

Result<canon::Document> parse_bundle(std::string_view text) {
  Result<canon::Document> document = canon::parse(text);
  if (document && !is_bundle(document->root())) {
    const Place place = canon::place_at(text, canon::find_node_offset(text, 0));
    const DocumentKind kind = describe_document(document->root());
    return Error{
        ErrorCode::not_a_bundle, place,
        kind.name.empty() ? "this is not a bundle: " + std::string(bundle_form) : kind.explain_instead_of("a bundle")};
  }
  return document;
}

Sha256Digest BundleView::sha256(const Crypto& crypto) const {
  static constexpr std::array<std::string_view, 1> unsigned_members = {bundle_signature_member};
  return crypto::sha256(crypto, text_.without(value_, unsigned_members));
}

namespace {

/// Whether it names a registry key of the keyring, and holds over the 32 bytes.
SignatureFault check_under_key(const SignatureBlock& block, const Sha256Digest& digest, const KeyTable& keys,
                               VerdictCache* verdicts) {
  const TrustedKey* const key = keys.find(block.key_id, block.public_key_fingerprint);
  if (key == nullptr || !key->is_registry_key()) {
    return SignatureFault::no_registry_key;
  }
  return key->verifying_key.verify(digest, block.signature, verdicts) ? SignatureFault::none
                                                                      : SignatureFault::does_not_hold;
}

}  // namespace

/// The members are like an event's, with `signed_message` = `bundle_sha256_bytes`. It is not out of bounds.
Result<SignatureBlock, SignatureFault> BundleView::read_signature() const {
  const std::optional<canon::Value> signature = value_.find(bundle_signature_member);
  if (!signature) {
    return SignatureFault::missing;
  }
  Result<SignatureBlock, MemberFault> block =
      parse_bounded_signature_block(*signature, canonical(*signature), "bundle_sha256_bytes");
  return block ? Result<SignatureBlock, SignatureFault>(*std::move(block)) : SignatureFault::malformed;
}

/// `bundle_sha256` as the bundle states it. Needs a bundle signature.
std::optional<std::string_view> BundleView::stated_sha256() const {
  return value_.find(bundle_signature_member)->find_string("bundle_sha256");
}

SignatureFault BundleView::check_signature(const Sha256Digest& bundle_sha256, const KeyTable& keys,
                                           VerdictCache* verdicts) const {
  const Result<SignatureBlock, SignatureFault> block = read_signature();
  if (!block) {
    return block.error();
  }
  return stated_sha256() == to_hex(bundle_sha256) ? check_under_key(*block, bundle_sha256, keys, verdicts)
                                                  : SignatureFault::wrong_hash;
}

std::optional<BundleSignatureFault> BundleView::find_signature_fault(const Sha256Digest& bundle_sha256,
                                                                     const KeyTable& keys,
                                                                     VerdictCache* verdicts) const {
  SignatureFault fault = check_signature(bundle_sha256, keys, verdicts);
  const bool is_other_hash = fault == SignatureFault::wrong_hash;
  if (is_other_hash) {
    // The key decides what that means: whoever has another key can state any hash and sign it.
    const std::optional<Sha256Digest> stated = parse_hex_digest(stated_sha256().value_or(""));
    fault = stated ? check_under_key(*read_signature(), *stated, keys, verdicts) : SignatureFault::malformed;
  }
  switch (fault) {
    case SignatureFault::missing:
      return BundleSignatureFault::not_signed;
    case SignatureFault::malformed:
      return BundleSignatureFault::malformed;
    case SignatureFault::no_registry_key:
      return BundleSignatureFault::untrusted_key;
    case SignatureFault::does_not_hold:
      return BundleSignatureFault::does_not_hold;
    case SignatureFault::none:
    case SignatureFault::wrong_hash:
      break;
  }
  return is_other_hash ? std::optional(BundleSignatureFault::changed) : std::nullopt;
}

std::string_view describe(BundleSignatureFault fault) noexcept {
  switch (fault) {
    case BundleSignatureFault::not_signed:
      return "the bundle is not signed";
    case BundleSignatureFault::malformed:
      return "a member of the bundle's signature is missing or has the wrong value (SPEC 9.3)";
    case BundleSignatureFault::untrusted_key:
      return "no trusted registry key signed the bundle";
    case BundleSignatureFault::changed:
      return "the bundle was changed after a trusted registry key signed it";
    case BundleSignatureFault::does_not_hold:
      return "the signature of the bundle is not by the trusted registry key that it names";
  }
  return {};
}

AliasList BundleView::aliases() const {
  const std::optional<canon::Value> source_aliases = value_.find("source_aliases");
  return source_aliases ? read_aliases(*source_aliases) : AliasList();
}

// SPEC 6.5: only bundles of the same record whose bundle signature holds vouch for aliases.
BundleAliases BundleView::aliases_for(std::string_view record, const Keyring& keyring, VerdictCache* verdicts) const {
  AliasList own = aliases();
  BundleAliases result{{}, std::move(own.warnings)};
  if (own.aliases.empty()) {
    return result;
  }
  if (pith_number() != record) {
    result.warnings.push_back(
        make_warning(WarningCode::aliases_of_another_record, "aliases left out: the bundle is about another record"));
  } else if (const auto fault = find_signature_fault(sha256(keyring.crypto()), keyring.table(), verdicts)) {
    result.warnings.push_back(
        make_warning(WarningCode::aliases_not_vouched_for, "aliases left out: " + std::string(describe(*fault))));
  } else {
    result.aliases = std::move(own.aliases);
  }
  return result;
}

void BundleView::add_events_to(RecordEvents& events, VerdictCache* verdicts) const {
  for (const canon::Value event : canon::Elements(this->events())) {
    events.add(event, text_, verdicts);
  }
}

}  // namespace pith::engine
