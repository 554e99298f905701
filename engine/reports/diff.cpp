// Why two inputs give different states.
//
// Each side is reduced to sorted lists: its events with their reasons, its aliases and its keys. These are compared
// like two sorted lists that are merged. What a difference depends on, such as the copies of an event, is looked up in
// the inputs again. Then the two state documents are compared, member by member.
//
// Example: B lacks an event. Then that event is the cause, and not the events that follow it and are not valid in B.
//
// Costs two merges and n log n. Tests: tests/diff/test_diff.py plants causes in random sets and has the reference say
// what must be found; tests/diff_test.cpp has the cases.

#include "engine/reports/diff.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "canon/parse.h"
#include "crypto/sha256.h"
#include "engine/bundles/bundle_view.h"
#include "engine/event_id.h"
#include "engine/merge/aliases.h"
#include "engine/merge/input_sha256.h"
#include "engine/merge/state.h"
#include "engine/merge/state_document.h"
#include "engine/records/record_identity.h"

namespace pith {
namespace engine {
namespace {

/// What a state document may say about an event that these rules do not know.
constexpr std::string_view unnamed_reason = "unknown";

/// SPEC 8.3: the hash of a state document.
Sha256Digest hash_document(const Crypto& crypto, canon::Value state, const canon::CanonicalText& text) {
  static constexpr std::array<std::string_view, 1> unhashed_members = {"state_sha256"};
  return crypto::sha256(crypto, text.without(state, unhashed_members));
}

/// The elements of a member that is an array; nothing if it is not.
template <class Visit>
void for_each_element(canon::Value object, std::string_view member, Visit visit) {
  const std::optional<canon::Value> array = object.find(member);
  if (array && array->is_array()) {
    for (const canon::Value element : canon::Elements(*array)) {
      visit(element);
    }
  }
}

/// SPEC 8.1: the events that a state document names. What does not have the form of an event id names none.
std::vector<SideEvent> read_events(canon::Value state) {
  std::vector<SideEvent> events;
  const auto add = [&](std::string_view id, std::string_view reason) {
    if (const std::optional<Sha256Digest> digest = parse_event_id(id)) {
      const bool follows = reason == name(Reason::prev_event_unresolved);
      events.push_back({*digest, reason, follows ? std::string_view() : reason});
    }
  };
  for_each_element(state, "applied_event_ids", [&](canon::Value id) {
    if (id.is_string()) {
      add(id.text(), {});
    }
  });
  for_each_element(state, "invalid_events", [&](canon::Value entry) {
    const std::string_view reason = entry.find_string("reason").value_or("");
    add(entry.find_string("event_id").value_or(""), reason.empty() ? unnamed_reason : reason);
  });
  const auto is_before = [](const SideEvent& left, const SideEvent& right) { return left.id < right.id; };
  const auto is_same = [](const SideEvent& left, const SideEvent& right) { return left.id == right.id; };
  std::stable_sort(events.begin(), events.end(), is_before);
  events.erase(std::unique(events.begin(), events.end(), is_same), events.end());
  return events;
}

std::vector<Alias> read_state_aliases(canon::Value state) {
  const std::optional<canon::Value> current = state.find("current");
  const std::optional<canon::Value> list = current ? current->find("source_aliases") : std::nullopt;
  std::vector<Alias> aliases;
  if (list) {
    const AliasList read = read_aliases(*list);
    for (const Alias* const alias : unite_aliases(read.aliases).aliases) {
      aliases.push_back(*alias);
    }
  }
  return aliases;
}

/// Calls `visit` with each pair of items of two sorted lists that `compare` calls equal, and with each other item and
/// null. Linear.
template <class Item, class Compare, class Visit>
void join(const std::vector<Item>& a, const std::vector<Item>& b, Compare compare, Visit visit) {
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() || right != b.end()) {
    const auto order = left == a.end()    ? std::strong_ordering::greater
                       : right == b.end() ? std::strong_ordering::less
                                          : compare(*left, *right);
    visit(order <= 0 ? &*left : nullptr, order >= 0 ? &*right : nullptr);
    left += order <= 0 ? 1 : 0;
    right += order >= 0 ? 1 : 0;
  }
}

/// How something differs that both sides may have.
template <class Item>
DiffKind kind_of(const Item* in_a, const Item* in_b) {
  return in_b == nullptr ? DiffKind::only_in_a : in_a == nullptr ? DiffKind::only_in_b : DiffKind::other_value;
}

// SPEC 6.5
std::vector<AliasDiff> compare_aliases(const std::vector<Alias>& a, const std::vector<Alias>& b) {
  std::vector<AliasDiff> differences;
  const auto compare = [](const Alias& left, const Alias& right) {
    const int order = left.kind.compare(right.kind);
    return (order != 0 ? order : left.value.compare(right.value)) <=> 0;
  };
  join(a, b, compare, [&](const Alias* in_a, const Alias* in_b) {
    if (in_a != nullptr && in_b != nullptr && in_a->created_at == in_b->created_at) {
      return;
    }
    const Alias& alias = in_a != nullptr ? *in_a : *in_b;
    const auto created = [](const Alias* one) { return one ? std::optional(one->created_at) : std::nullopt; };
    differences.push_back({kind_of(in_a, in_b), alias.kind, alias.value, created(in_a), created(in_b)});
  });
  return differences;
}

// SPEC 3.5: only the keys of bundles make the keyrings differ, and they never change a key that is there. Those that
// make no difference are not listed. If the aliases differ, a registry key may be why a bundle counts (6.5).
std::vector<KeyDiff> compare_keys(const Keyring& a, const Keyring& b, const InputDiff& difference) {
  std::vector<KeyDiff> keys;
  if (a == b) {
    return keys;
  }
  std::vector<std::pair<std::string_view, std::string_view>> named;
  for (const EventDiff& event : difference.events) {
    if (event.key) {
      named.emplace_back(event.key->key_id, event.key->fingerprint);
    }
  }
  std::sort(named.begin(), named.end());
  const auto compare = [](const TrustedKey* left, const TrustedKey* right) {
    return compare_names({left->entry.key_id, left->entry.fingerprint},
                         {right->entry.key_id, right->entry.fingerprint});
  };
  join(a.table().keys(), b.table().keys(), compare, [&](const TrustedKey* const* in_a, const TrustedKey* const* in_b) {
    if (in_a != nullptr && in_b != nullptr) {
      return;
    }
    const TrustedKey& key = in_a != nullptr ? **in_a : **in_b;
    const KeyNames names = {cut_text(key.entry.key_id), key.entry.fingerprint};
    const auto range = std::equal_range(named.begin(), named.end(),
                                        std::pair<std::string_view, std::string_view>(names.key_id, names.fingerprint));
    const auto event_count = static_cast<std::size_t>(range.second - range.first);
    if (event_count > 0 || (!difference.aliases.empty() && key.is_registry_key())) {
      keys.push_back({kind_of(in_a, in_b), names, event_count});
    }
  });
  return keys;
}

std::vector<DiffCause> list_causes(const InputDiff& difference) {
  std::vector<DiffCause> causes;
  const auto add_if = [&](bool is_cause, DiffCause cause) {
    if (is_cause) {
      causes.push_back(cause);
    }
  };
  const auto has = [&](DiffKind kind) {
    return std::any_of(difference.events.begin(), difference.events.end(),
                       [kind](const EventDiff& event) { return event.kind == kind; });
  };
  const auto states_falsely = [](const DiffInput& input) {
    return input.stated_state_sha256 && !input.stated_state_holds;
  };
  // A state that the other side gives was left behind when the events were changed: it explains nothing.
  const auto states_its_own = [&](const DiffInput& input, const DiffInput& other) {
    return states_falsely(input) && (causes.empty() || input.stated_state_sha256 != other.state_sha256);
  };
  const auto is_edited = [](const DiffInput& input) {
    return input.written_state_sha256 && !input.written_state_sha256_holds;
  };
  add_if(has(DiffKind::only_in_a), DiffCause::only_in_a);
  add_if(has(DiffKind::only_in_b), DiffCause::only_in_b);
  add_if(has(DiffKind::other_value), DiffCause::other_reason);
  add_if(!difference.aliases.empty(), DiffCause::aliases);
  add_if(!difference.keys.empty(), DiffCause::keys);
  add_if(difference.a.merge_version != difference.b.merge_version, DiffCause::merge_version);
  add_if(states_its_own(difference.a, difference.b) || states_its_own(difference.b, difference.a),
         DiffCause::stated_state);
  add_if(causes.empty(), DiffCause::other_merge);
  add_if(is_edited(difference.a) || is_edited(difference.b), DiffCause::edited_state);
  return causes;
}

}  // namespace

DiffSide::DiffSide(std::unique_ptr<InputMerge> inputs, InputMerge::Merged merged)
    : inputs_(std::move(inputs)), merged_(std::make_unique<const InputMerge::Merged>(std::move(merged))) {
  const RecordEvents& events = merged_->events;
  decided_.reset(new Decided{events, merged_->mentions, resolve(events.store())});
  State state = compute_state(events, merged_->aliases);
  info_.kind = inputs_->has_bundle() ? DiffInputKind::bundle : DiffInputKind::events;
  info_.pith_number = events.subject();
  info_.merge_version = engine::merge_version;
  info_.state_sha256 = state.sha256;
  info_.input_sha256 = compute_input_sha256(events, merged_->aliases);
  info_.warnings = merged_->warnings;
  aliases_ = std::move(state.source_aliases);
  document_ = std::make_shared<const std::string>(std::move(state.document));
  claimed_document_ = document_;
  list_events();
  study_bundle();
}

void DiffSide::list_events() {
  const EventStore& store = decided_->store();
  for (const DigestNumber number : store.digest_numbers()) {
    if (!store.entry(number).is_event()) {
      continue;
    }
    const auto named = [](const std::optional<Reason>& reason) { return reason ? name(*reason) : std::string_view(); };
    events_.push_back({store.digest(number), named(find_reason(store, decided_->resolution, number)),
                       named(store.reason_of(number))});
  }
  std::sort(events_.begin(), events_.end(),
            [](const SideEvent& left, const SideEvent& right) { return left.id < right.id; });
  info_.event_count = events_.size();
}

void DiffSide::study_bundle() {
  if (inputs_->documents().size() != 1 || !inputs_->has_bundle()) {
    return;
  }
  const OpenDocument open(inputs_->documents().front().document);
  const Item& first = open.items().front();
  is_one_bundle_ =
      first.kind == ItemKind::bundle && open.items().size() == 1 + BundleView(first.value, open.text()).events().size();
  if (is_one_bundle_) {
    const BundleView bundle(first.value, open.text());
    info_.signature_fault = bundle.find_signature_fault(bundle.sha256(keyring().crypto()), keyring().table());
    find_stated_state(bundle);
  }
}

// SPEC 9.4 `state`: a bundle's state is compared with that of its events with its own aliases, vouched for or not.
void DiffSide::find_stated_state(const BundleView& bundle) {
  const std::optional<canon::Value> stated = bundle.value().find("state");
  if (!stated || bundle.pith_number() != info_.pith_number) {
    return;
  }
  info_.stated_state_sha256 = hash_document(keyring().crypto(), *stated, bundle.text());
  info_.stated_state_holds =
      info_.stated_state_sha256 == info_.state_sha256 ||
      info_.stated_state_sha256 == compute_state(merged_->events, bundle.aliases().aliases).sha256;
  stated_document_ = std::make_shared<const std::string>(bundle.canonical(*stated));
  claimed_document_ = info_.stated_state_holds ? claimed_document_ : stated_document_;
}

Result<DiffSide> DiffSide::read_state(std::string text, const Crypto& crypto) {
  DiffSide side;
  side.document_ = std::make_shared<const std::string>(std::move(text));
  side.claimed_document_ = side.document_;
  Result<canon::Document> document = canon::parse(*side.document_);
  if (!document) {
    return document.error();
  }
  side.parsed_ = std::make_shared<const canon::Document>(*std::move(document));
  const canon::Value state = side.parsed_->root();
  const std::optional<std::string_view> pith_number = state.find_string("pith_number");
  if (!pith_number) {
    return Error{ErrorCode::not_a_bundle, {}, "this is a state document without a pith_number"};
  }
  side.info_.kind = DiffInputKind::state;
  side.info_.pith_number = *pith_number;
  side.info_.merge_version = cut_text(state.find_string("merge_version").value_or(""));
  side.info_.state_sha256 = hash_document(crypto, state, canon::CanonicalText(*side.parsed_));
  if (const std::optional<canon::Value> written = state.find("state_sha256")) {
    const std::string_view stated = written->is_string() ? written->text() : std::string_view();
    side.info_.written_state_sha256 = cut_text(stated);
    side.info_.written_state_sha256_holds = stated == to_hex(side.info_.state_sha256);
  }
  side.aliases_ = read_state_aliases(state);
  side.events_ = read_events(state);
  side.info_.event_count = side.events_.size();
  return side;
}

const Sha256Digest& DiffSide::claimed_sha256() const {
  return info_.stated_state_sha256 && !info_.stated_state_holds ? *info_.stated_state_sha256 : info_.state_sha256;
}

bool is_state_document(std::string_view text) {
  const std::vector<InputDocument> documents = split_input(text);
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (documents.size() != 1 || start == std::string_view::npos || text[start] != '{' ||
      !canon::check_size(text.size())) {
    return false;
  }
  const Result<canon::Document> document = canon::parse(text);
  return document && !is_bundle(document->root()) && !document->root().find("event_type") &&
         document->root().find_string("state_type") == "pith_open_graph_state";
}

InputDiff compare_sides(const DiffSide& a, const DiffSide& b, VerdictCache* verdicts) {
  InputDiff difference;
  difference.a = a.info();
  difference.b = b.info();
  if (a.info().pith_number != b.info().pith_number) {
    difference.causes = {DiffCause::other_record};
    return difference;
  }
  const bool are_states_equal = a.info().state_sha256 == b.info().state_sha256;
  // With aliases that nobody vouches for, a bundle may rightly state another state than the one that it gives.
  const bool do_both_state = a.info().stated_state_sha256 && b.info().stated_state_sha256;
  const bool state_the_same = do_both_state && a.info().stated_state_sha256 == b.info().stated_state_sha256;
  difference.equal = are_states_equal && (state_the_same || a.claimed_sha256() == b.claimed_sha256());
  if (!difference.equal && are_states_equal) {
    compare_states(do_both_state ? a.stated_document() : a.claimed_document(),
                   do_both_state ? b.stated_document() : b.claimed_document(), difference);
  } else if (!difference.equal) {
    difference.events = compare_events(a, b, verdicts);
    difference.aliases = compare_aliases(a.aliases(), b.aliases());
    if (a.is_merge() && b.is_merge()) {
      difference.keys = compare_keys(a.keyring(), b.keyring(), difference);
    }
    compare_states(a.state_document(), b.state_document(), difference);
  }
  if (!difference.equal) {
    difference.causes = list_causes(difference);
  }
  if (a.is_one_bundle() && b.is_one_bundle()) {
    compare_bundles(a, b, difference);
  }
  return difference;
}

}  // namespace engine

namespace {

Result<engine::DiffSide> read_side(std::string_view text, const Keyring& keyring, const DiffOptions& options) {
  if (engine::is_state_document(text)) {
    return engine::DiffSide::read_state(std::string(text), keyring.crypto());
  }
  auto merge =
      std::make_unique<engine::InputMerge>(keyring, options.bundle_keys, engine::Spread{.verdicts = options.verdicts});
  merge->note_copies();
  auto merged = engine::merge_texts(*merge, std::span(&text, 1), options.subject, nullptr);
  if (!merged) {
    return std::move(merged).error();
  }
  return engine::DiffSide(std::move(merge), *std::move(merged));
}

}  // namespace

Result<InputDiff> diff_inputs(std::string_view a, std::string_view b, const Keyring& keyring,
                              const DiffOptions& options, std::size_t* refused_input) {
  assert(options.subject.empty() || engine::has_pith_number_form(options.subject));
  std::vector<engine::DiffSide> sides;
  for (const std::string_view text : {a, b}) {
    Result<engine::DiffSide> side = read_side(text, keyring, options);
    if (!side) {
      if (refused_input != nullptr) {
        *refused_input = sides.size();
      }
      return side.error();
    }
    sides.push_back(*std::move(side));
  }
  return engine::compare_sides(sides.front(), sides.back(), options.verdicts);
}

}  // namespace pith
