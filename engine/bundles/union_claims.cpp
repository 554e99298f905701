// What a union takes from the inputs apart from events and aliases.
//
// A record proves itself: its hash gives the Pith Number. So it is taken from whoever has it. The members that nothing
// follows from are taken only from bundles that a trusted key signed, and only if these agree: the union must not
// choose between two statements, and must not pass on a stranger's. Example: two bundles that the registry signed have
// different `mirror_hints`. The union has none, and says so.

#include "engine/bundles/union_claims.h"

#include <algorithm>
#include <utility>

#include "engine/events/event_content.h"

namespace pith::engine {

bool UnionClaims::ByName::operator()(const TrustedKey* left, const TrustedKey* right) const {
  return compare_names({left->entry.key_id, left->entry.fingerprint}, {right->entry.key_id, right->entry.fingerprint}) <
         0;
}

void UnionClaims::Values::add(std::optional<std::string_view> value) {
  const auto put = [&](std::optional<std::string>& into) {
    into = value ? std::optional(std::string(*value)) : std::nullopt;
  };
  if (!is_given || value < least) {
    put(least);
  }
  if (!is_given || value > greatest) {
    put(greatest);
  }
  is_given = true;
}

void UnionClaims::note_bundle(const BundleView& bundle) {
  note_record(bundle.value().find("canonical_record"), bundle.text());
  if (bundle.pith_number() != subject_) {
    return;
  }
  const bool is_trusted =
      bundle.check_signature(bundle.sha256(keyring_.crypto()), keyring_.table(), verdicts_) == SignatureFault::none;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const std::optional<canon::Value> value = bundle.value().find(taken_over_members[i]);
    const std::optional<std::string_view> json = value ? std::optional(bundle.canonical(*value)) : std::nullopt;
    const bool says_nothing = !value || ((value->is_array() || value->is_object()) && value->size() == 0);
    if (is_trusted) {
      members_[i].trusted.add(json);
    } else if (!says_nothing) {
      members_[i].other.add(json);
    }
  }
}

void UnionClaims::note_event(canon::Value event, const canon::CanonicalText& text) {
  note_key(event.find("signer"));
  const std::optional<canon::Value> payload =
      event.find_string("event_type") == record_created_type ? event.find("payload") : std::nullopt;
  if (payload) {
    note_key(payload->find("receipt"));
    note_record(payload->find("canonical_record"), text);
  }
}

// SPEC 2.2: the record is right if its Pith Number is the subject. Of two records with one number, which nobody can
// make, the least is taken.
void UnionClaims::note_record(std::optional<canon::Value> record, const canon::CanonicalText& text) {
  if (!record || (record_ && text.of(*record) >= record_->json)) {
    return;
  }
  std::optional<RecordIdentity> identity = identify_record(keyring_.crypto(), *record, text.of(*record));
  if (identity && identity->pith_number == subject_) {
    record_ = Record{std::string(text.of(*record)), *std::move(identity)};
  }
}

void UnionClaims::note_key(std::optional<canon::Value> named) {
  const std::optional<std::string_view> key_id = named ? named->find_string("key_id") : std::nullopt;
  const std::optional<std::string_view> fingerprint =
      named ? named->find_string("public_key_fingerprint") : std::nullopt;
  const TrustedKey* const key = key_id && fingerprint ? keyring_.table().find(*key_id, *fingerprint) : nullptr;
  if (key != nullptr) {
    keys_.insert(key);
  }
}

const UnionClaims::Member& UnionClaims::find(std::string_view member) const {
  const auto place = std::find(taken_over_members.begin(), taken_over_members.end(), member);
  return members_[static_cast<std::size_t>(place - taken_over_members.begin())];
}

std::optional<std::string_view> UnionClaims::agreed(std::string_view member) const {
  const Values& trusted = find(member).trusted;
  return trusted.all_equal() ? std::optional<std::string_view>(trusted.least) : std::nullopt;
}

std::vector<LeftOut> UnionClaims::list_left_out() const {
  std::vector<LeftOut> left_out;
  const auto leave_out = [&](LeftOutCode code, std::string_view member, std::string_view why) {
    left_out.push_back({code, std::nullopt, std::string(member), std::string(why)});
  };
  for (const std::string_view name : taken_over_members) {
    const auto& [trusted, other] = find(name);
    if (!trusted.all_equal()) {
      leave_out(LeftOutCode::not_agreed, name, "the bundles that a trusted registry key signed do not agree about it");
    } else if (other.is_given && (!other.all_equal() || other.least != trusted.least)) {
      leave_out(LeftOutCode::not_vouched_for, name,
                trusted.least ? "a bundle that no trusted registry key signed says something else"
                              : "no trusted registry key signed a bundle that has it");
    }
  }
  return left_out;
}

}  // namespace pith::engine
