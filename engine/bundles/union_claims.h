#ifndef PITH_ENGINE_BUNDLES_UNION_CLAIMS_H
#define PITH_ENGINE_BUNDLES_UNION_CLAIMS_H

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "canon/write.h"
#include "engine/bundles/bundle_view.h"
#include "engine/keys/key_table.h"
#include "engine/records/record_identity.h"
#include "pith/union_bundle.h"

namespace pith::engine {

/// The members that the union takes over from bundles, in canonical order: nothing follows from them, and nothing else
/// says what is right.
inline constexpr std::array<std::string_view, 3> taken_over_members = {"links", "mirror_hints", "timestamp_proofs"};

/// What a union takes from the inputs apart from events and aliases. The order in which they are noted makes no
/// difference.
class UnionClaims {
 public:
  /// The subject and the keyring must outlive this.
  UnionClaims(std::string_view subject, const Keyring& keyring, VerdictCache* verdicts)
      : subject_(subject), keyring_(keyring), verdicts_(verdicts) {}

  /// Notes the record of a bundle, and the members that may be taken over.
  void note_bundle(const BundleView& bundle);

  /// Notes the keys that an event names, and its record.
  void note_event(canon::Value event, const canon::CanonicalText& text);

  /// A record, which the Pith Number proves.
  struct Record {
    std::string json;  ///< in canonical form
    RecordIdentity identity;
  };
  const std::optional<Record>& record() const { return record_; }

  /// For a set of keys: by key_id and fingerprint.
  struct ByName {
    bool operator()(const TrustedKey* left, const TrustedKey* right) const;
  };
  using Keys = std::set<const TrustedKey*, ByName>;

  /// Each key of the keyring that the events name.
  const Keys& keys() const { return keys_; }

  /// The canonical form of one of the taken_over_members, if all bundles that a trusted key signed have it and agree.
  std::optional<std::string_view> agreed(std::string_view member) const;

  /// The members that are not taken over, in canonical order.
  std::vector<LeftOut> list_left_out() const;

 private:
  /// The least and the greatest of the values that were given, of which std::nullopt is the least. They are equal if
  /// all are.
  struct Values {
    bool is_given = false;
    std::optional<std::string> least;
    std::optional<std::string> greatest;

    void add(std::optional<std::string_view> value);
    bool all_equal() const { return least == greatest; }
  };

  /// What the bundles say in one member.
  struct Member {
    Values trusted;  // of bundles of the record that a trusted registry key signed
    Values other;    // of others of the record, unless they say nothing
  };

  void note_record(std::optional<canon::Value> record, const canon::CanonicalText& text);
  void note_key(std::optional<canon::Value> named);
  const Member& find(std::string_view member) const;

  std::string_view subject_;
  const Keyring& keyring_;
  VerdictCache* verdicts_;
  std::optional<Record> record_;
  Keys keys_;
  std::array<Member, taken_over_members.size()> members_;
};

}  // namespace pith::engine

#endif
