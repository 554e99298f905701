#ifndef PITH_ENGINE_BUNDLES_BUNDLE_VIEW_H
#define PITH_ENGINE_BUNDLES_BUNDLE_VIEW_H

#include <cstdint>
#include <optional>
#include <string_view>

#include "canon/document.h"
#include "canon/write.h"
#include "engine/events/item_kind.h"
#include "engine/keys/key_table.h"
#include "engine/keys/signature_block.h"
#include "engine/merge/aliases.h"
#include "engine/merge/record_events.h"
#include "pith/bundle.h"

namespace pith::engine {

/// SPEC 9.1, the form of a bundle in words, after `this is not a bundle: `.
inline constexpr std::string_view bundle_form =
    "a bundle is an object with the bundle_type pith_open_graph_bundle, a string pith_number and an array events";

/// Parses a bundle. The text must outlive the document. Errors: those of Bundle::parse().
Result<canon::Document> parse_bundle(std::string_view text);

/// SPEC 9.3: why a bundle signature does not hold.
enum class SignatureFault : std::uint8_t {
  none,
  missing,          ///< there is no `bundle_signature`
  wrong_hash,       ///< `bundle_sha256` is not the hash of the bundle
  malformed,        ///< a member of it is missing or has the wrong value, or it is out of bounds
  no_registry_key,  ///< it does not name a registry key of the keyring
  does_not_hold,
};

/// A fault in words: what somebody did, or did not do, to "the bundle". Static storage.
std::string_view describe(BundleSignatureFault fault) noexcept;

/// SPEC 9.2: the member that is not part of what is signed.
inline constexpr std::string_view bundle_signature_member = "bundle_signature";

/// A bundle within a document. A view: the document and its text must outlive it. Immutable.
class BundleView {
 public:
  /// Needs is_bundle(value).
  BundleView(canon::Value value, const canon::CanonicalText& text) : value_(value), text_(text) {}

  canon::Value value() const { return value_; }
  std::string_view canonical(canon::Value value) const { return text_.of(value); }
  const canon::CanonicalText& text() const { return text_; }
  std::string_view pith_number() const { return *value_.find_string("pith_number"); }
  canon::Value events() const { return *value_.find("events"); }

  /// SPEC 9.2: the hash of the bundle without `bundle_signature`. Linear.
  Sha256Digest sha256(const Crypto& crypto) const;

  /// SPEC 9.3: whether the bundle signature holds. Needs `bundle_sha256` as sha256() gives it. One signature
  /// verification at most.
  SignatureFault check_signature(const Sha256Digest& bundle_sha256, const KeyTable& keys,
                                 VerdictCache* verdicts = nullptr) const;

  /// The same for people: tells a bundle that was changed after it was signed from one that its key never signed.
  std::optional<BundleSignatureFault> find_signature_fault(const Sha256Digest& bundle_sha256, const KeyTable& keys,
                                                           VerdictCache* verdicts = nullptr) const;

  /// Its aliases, whether or not anyone vouches for them.
  AliasList aliases() const;

  /// SPEC 6.5: the aliases that count for a record, and why others do not.
  BundleAliases aliases_for(std::string_view record, const Keyring& keyring, VerdictCache* verdicts) const;

  /// SPEC 9.5: adds all its events, copies included.
  void add_events_to(RecordEvents& events, VerdictCache* verdicts = nullptr) const;

 private:
  Result<SignatureBlock, SignatureFault> read_signature() const;
  std::optional<std::string_view> stated_sha256() const;

  canon::Value value_;
  const canon::CanonicalText& text_;
};

}  // namespace pith::engine

#endif
