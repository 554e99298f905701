// SPEC 8, 9.1: what differs in two state documents, or in two bundles, member by member and entry by entry.
//
// An entry of a list is the same one in both documents if it is about the same thing: the same event, or the same
// alias. Entries of `equivocations` with one type, target and position can be of several principals, which the document
// does not tell apart. An event has one principal, so entries that share an event are the same one.
//
// Example: A lists the corrections x, y, and B lists y, z. Then x is only in A, and z is only in B. If B lists y, x,
// the two are in another order.
//
// Costs n log n. Anybody can write a state document, so nothing here trusts its form.

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "canon/parse.h"
#include "canon/pointer.h"
#include "canon/write.h"
#include "engine/bundles/open_document.h"
#include "engine/event_id.h"
#include "engine/reports/diff.h"

namespace pith::engine {
namespace {

/// What a list of a state has.
enum class ListKind : std::uint8_t { event_ids, events, aliases, equivocations };

struct KnownList {
  std::string_view pointer;
  ListKind kind;
};

// SPEC 8.1
constexpr std::array known_lists = {
    KnownList{"/applied_event_ids", ListKind::event_ids},
    KnownList{"/current/author_attestations", ListKind::events},
    KnownList{"/current/citation_signatures", ListKind::events},
    KnownList{"/current/corrections", ListKind::events},
    KnownList{"/current/graph_snapshots", ListKind::events},
    KnownList{"/current/mirror_hints", ListKind::events},
    KnownList{"/current/replication_records", ListKind::events},
    KnownList{"/current/source_aliases", ListKind::aliases},
    KnownList{"/current/storage_attestations", ListKind::events},
    KnownList{"/current/timestamp_anchors", ListKind::events},
    KnownList{"/equivocations", ListKind::equivocations},
    KnownList{"/invalid_events", ListKind::events},
};

// SPEC 9.1
constexpr std::array bundle_lists = {
    KnownList{"/events", ListKind::events},
    KnownList{"/source_aliases", ListKind::aliases},
};

/// Which members of a document are compared in detail. Others are the same or not.
struct Shape {
  std::span<const KnownList> lists;
  std::span<const std::string_view> objects;

  std::optional<ListKind> find_list(std::string_view pointer) const {
    const auto found =
        std::find_if(lists.begin(), lists.end(), [pointer](const KnownList& list) { return list.pointer == pointer; });
    return found == lists.end() ? std::nullopt : std::optional(found->kind);
  }
  bool is_object(std::string_view pointer) const {
    return std::find(objects.begin(), objects.end(), pointer) != objects.end();
  }
};

constexpr std::array<std::string_view, 2> state_objects = {"", "/current"};
constexpr std::array<std::string_view, 6> bundle_objects = {
    "", "/bundle_signature", "/canonical_record", "/canonical_record/metadata", "/links", "/source"};
constexpr Shape state_shape = {known_lists, state_objects};
constexpr Shape bundle_shape = {bundle_lists, bundle_objects};

/// One of the two documents, parsed by the caller.
struct Parsed {
  std::string_view canonical(canon::Value value) const { return text.of(value); }

  canon::Value root;
  const canon::CanonicalText& text;
};

/// The numbers of two entries that are the same one; nothing if only one document has it.
struct Pair {
  std::optional<std::size_t> in_a;
  std::optional<std::size_t> in_b;
};

/// What an entry is about, as views of its document's canonical form.
using EntryKey = std::array<std::string_view, 4>;

class Comparison {
 public:
  Comparison(const Parsed& a, const Parsed& b, const Shape& shape, std::vector<StateChange>& changes,
             std::vector<StateChangeCount>& change_counts)
      : a_(a), b_(b), shape_(shape), changes_(changes), change_counts_(change_counts) {}

  /// Leaves out the members with these pointers.
  void run(std::vector<std::string_view> left_out = {}) {
    left_out_ = std::move(left_out);
    compare_values("", a_.root, b_.root);
    for (const auto& [place, count] : counts_) {
      change_counts_.push_back({place.first, place.second, count});
    }
    std::stable_sort(changes_.begin(), changes_.end(), [](const StateChange& left, const StateChange& right) {
      return std::tie(left.pointer, left.kind) < std::tie(right.pointer, right.kind);
    });
  }

 private:
  using Values = std::vector<canon::Value>;

  void compare_values(const std::string& pointer, canon::Value a, canon::Value b) {
    if (a_.canonical(a) == b_.canonical(b)) {
      return;
    }
    const std::optional<ListKind> list = shape_.find_list(pointer);
    if (list && a.is_array() && b.is_array()) {
      compare_lists(pointer, *list, a, b);
    } else if (shape_.is_object(pointer) && a.is_object() && b.is_object()) {
      compare_members(pointer, a, b);
    } else {
      add(member_change(pointer, a, b));
    }
  }

  void compare_members(const std::string& pointer, canon::Value a, canon::Value b) {
    std::uint32_t i = 0;
    std::uint32_t k = 0;
    while (i < a.size() || k < b.size()) {
      const int order = i == a.size() ? 1 : k == b.size() ? -1 : a.sorted_key(i).compare(b.sorted_key(k));
      const std::string inner = pointer + canon::pointer_token(order <= 0 ? a.sorted_key(i) : b.sorted_key(k));
      const bool is_compared = std::find(left_out_.begin(), left_out_.end(), inner) == left_out_.end();
      if (is_compared && order == 0) {
        compare_values(inner, a.sorted_value(i), b.sorted_value(k));
      } else if (is_compared) {
        add(member_change(inner, order < 0 ? std::optional(a.sorted_value(i)) : std::nullopt,
                          order > 0 ? std::optional(b.sorted_value(k)) : std::nullopt));
      }
      i += order <= 0 ? 1 : 0;
      k += order >= 0 ? 1 : 0;
    }
  }

  StateChange member_change(const std::string& pointer, std::optional<canon::Value> a,
                            std::optional<canon::Value> b) const {
    const auto show = [](const Parsed& parsed, const std::optional<canon::Value>& value) {
      const bool is_shown = value && !value->is_array() && !value->is_object();
      return is_shown ? std::optional(cut_text(parsed.canonical(*value))) : std::nullopt;
    };
    StateChange change;
    change.kind = kind_of(a.has_value(), b.has_value());
    change.pointer = pointer;  // whole: who follows it must get there, and each member has a count of its own
    change.pointer_in_a = a ? std::optional(change.pointer) : std::nullopt;
    change.pointer_in_b = b ? std::optional(change.pointer) : std::nullopt;
    change.value_in_a = show(a_, a);
    change.value_in_b = show(b_, b);
    return change;
  }

  static DiffKind kind_of(bool in_a, bool in_b) {
    return !in_b ? DiffKind::only_in_a : !in_a ? DiffKind::only_in_b : DiffKind::other_value;
  }

  static Values list_elements(canon::Value array) {
    Values elements;
    for (const canon::Value element : canon::Elements(array)) {
      elements.push_back(element);
    }
    return elements;
  }

  void compare_lists(const std::string& pointer, ListKind kind, canon::Value a, canon::Value b) {
    const Values in_a = list_elements(a);
    const Values in_b = list_elements(b);
    const std::vector<Pair> pairs =
        kind == ListKind::equivocations ? pair_equivocations(in_a, in_b) : pair_entries(kind, in_a, in_b);
    bool is_same_order = true;
    std::size_t last_in_b = 0;
    for (const Pair& pair : pairs) {
      if (pair.in_a && pair.in_b) {
        is_same_order = is_same_order && *pair.in_b >= last_in_b;
        last_in_b = *pair.in_b;
        if (a_.canonical(in_a[*pair.in_a]) == b_.canonical(in_b[*pair.in_b])) {
          continue;
        }
      }
      add_entry(pointer, kind, pair, pair.in_a ? in_a[*pair.in_a] : in_b[*pair.in_b]);
    }
    if (!is_same_order) {
      StateChange change = member_change(pointer, a, b);
      change.kind = DiffKind::other_order;
      add(std::move(change));
    }
  }

  void add_entry(const std::string& pointer, ListKind kind, const Pair& pair, canon::Value entry) {
    const auto place = [&](const std::optional<std::size_t>& number) {
      return number ? std::optional(pointer + "/" + std::to_string(*number)) : std::nullopt;
    };
    StateChange change;
    change.kind = kind_of(pair.in_a.has_value(), pair.in_b.has_value());
    change.pointer = pointer;
    change.pointer_in_a = place(pair.in_a);
    change.pointer_in_b = place(pair.in_b);
    const auto text = [&](std::string_view member) { return cut_text(entry.find_string(member).value_or("")); };
    const std::string event = kind != ListKind::event_ids ? text("event_id")
                              : entry.is_string()         ? cut_text(entry.text())
                                                          : "";
    if (parse_event_id(event)) {
      change.event = event;
    } else if (kind == ListKind::aliases) {
      change.about = text("alias_kind") + " " + text("alias_value");
    } else if (kind == ListKind::equivocations) {
      change.about = text("event_type") + " of " + text("target");
    }
    add(std::move(change));
  }

  /// What an entry is about: of an event its id, of an alias its kind and value. What has another form is about itself.
  static EntryKey key_of(const Parsed& parsed, ListKind kind, canon::Value entry) {
    const auto member = [&](std::string_view name) {
      const std::optional<canon::Value> value = entry.find(name);
      return value ? parsed.canonical(*value) : std::string_view();
    };
    EntryKey key = {};
    if (kind == ListKind::events) {
      key = {member("event_id")};
    } else if (kind == ListKind::aliases) {
      key = {member("alias_kind"), member("alias_value")};
    }
    return key[0].empty() ? EntryKey{parsed.canonical(entry)} : key;
  }

  /// The same entries of both lists, in the order of A, and then those that only B has, in its order.
  std::vector<Pair> pair_entries(ListKind kind, const Values& in_a, const Values& in_b) const {
    std::vector<std::pair<EntryKey, std::size_t>> keys;
    for (std::size_t i = 0; i < in_b.size(); ++i) {
      keys.emplace_back(key_of(b_, kind, in_b[i]), i);
    }
    std::sort(keys.begin(), keys.end());
    std::vector<bool> is_taken(in_b.size());
    std::vector<Pair> pairs;
    // Whoever wrote a document may have repeated an entry: the n-th is paired with the n-th.
    std::map<EntryKey, std::size_t> repetitions;
    for (std::size_t i = 0; i < in_a.size(); ++i) {
      const EntryKey key = key_of(a_, kind, in_a[i]);
      const auto found = std::lower_bound(keys.begin(), keys.end(), std::pair(key, repetitions[key]));
      const bool is_in_b = found != keys.end() && found->first == key;
      pairs.push_back({i, is_in_b ? std::optional(found->second) : std::nullopt});
      if (is_in_b) {
        is_taken[found->second] = true;
        repetitions[key] = found->second + 1;
      }
    }
    append_rest(is_taken, pairs);
    return pairs;
  }

  // SPEC 7.3
  std::vector<Pair> pair_equivocations(const Values& in_a, const Values& in_b) const {
    std::vector<std::pair<EntryKey, std::size_t>> keys;
    for (std::size_t i = 0; i < in_b.size(); ++i) {
      for_each_equivocating(b_, in_b[i], [&](const EntryKey& key) { keys.emplace_back(key, i); });
    }
    std::sort(keys.begin(), keys.end());
    std::vector<bool> is_taken(in_b.size());
    std::vector<Pair> pairs;
    // How many of the equal keys that begin here are known to be of taken entries, so that none is looked at again.
    std::vector<std::size_t> taken_counts(keys.size());
    for (std::size_t i = 0; i < in_a.size(); ++i) {
      Pair pair = {i, std::nullopt};
      for_each_equivocating(a_, in_a[i], [&](const EntryKey& key) {
        const auto first = std::lower_bound(keys.begin(), keys.end(), std::pair(key, std::size_t{0}));
        const auto start = static_cast<std::size_t>(first - keys.begin());
        if (pair.in_b || first == keys.end()) {
          return;
        }
        std::size_t place = start + taken_counts[start];
        while (place < keys.size() && keys[place].first == key && is_taken[keys[place].second]) {
          ++place;
        }
        taken_counts[start] = place - start;
        if (place < keys.size() && keys[place].first == key) {
          is_taken[keys[place].second] = true;
          pair.in_b = keys[place].second;
        }
      });
      pairs.push_back(pair);
    }
    append_rest(is_taken, pairs);
    return pairs;
  }

  /// Calls `visit` with the type, the target, the position and each event of an entry. What names no events is about
  /// itself.
  template <class Visit>
  static void for_each_equivocating(const Parsed& parsed, canon::Value entry, Visit visit) {
    const auto member = [&](std::string_view name) {
      const std::optional<canon::Value> value = entry.find(name);
      return value ? parsed.canonical(*value) : std::string_view();
    };
    const std::optional<canon::Value> ids = entry.find("event_ids");
    if (!ids || !ids->is_array() || ids->size() == 0) {
      visit(EntryKey{parsed.canonical(entry)});
      return;
    }
    const EntryKey key = {member("event_type"), member("target"), member("position")};
    for (const canon::Value id : canon::Elements(*ids)) {
      visit(EntryKey{key[0], key[1], key[2], parsed.canonical(id)});
    }
  }

  static void append_rest(const std::vector<bool>& is_taken, std::vector<Pair>& pairs) {
    for (std::size_t i = 0; i < is_taken.size(); ++i) {
      if (!is_taken[i]) {
        pairs.push_back({std::nullopt, i});
      }
    }
  }

  /// Counts a change, and keeps it if it is one of the first of its kind there.
  void add(StateChange change) {
    if (++counts_[{change.pointer, change.kind}] <= listed_faults_max) {
      changes_.push_back(std::move(change));
    }
  }

  const Parsed a_;
  const Parsed b_;
  const Shape& shape_;
  std::vector<StateChange>& changes_;
  std::vector<StateChangeCount>& change_counts_;
  std::vector<std::string_view> left_out_;
  std::map<std::pair<std::string, DiffKind>, std::size_t> counts_;
};

}  // namespace

void compare_states(std::string_view a, std::string_view b, InputDiff& difference) {
  Result<canon::Document> in_a = canon::parse(a);
  Result<canon::Document> in_b = canon::parse(b);
  if (in_a && in_b) {
    const canon::CanonicalText text_a(*in_a);
    const canon::CanonicalText text_b(*in_b);
    Comparison({in_a->root(), text_a}, {in_b->root(), text_b}, state_shape, difference.changes,
               difference.change_counts)
        .run();
  }
}

void compare_bundles(const DiffSide& a, const DiffSide& b, InputDiff& difference) {
  const OpenDocument in_a(a.inputs().documents().front().document);
  const OpenDocument in_b(b.inputs().documents().front().document);
  // What a bundle states as its state follows from the causes, or is one.
  std::vector<std::string_view> told;
  if (!difference.equal) {
    told.emplace_back("/state");
  }
  if (!difference.events.empty()) {
    told.emplace_back("/events");
  }
  const bool do_all_aliases_count = !a.info().signature_fault && !b.info().signature_fault;
  if (!difference.aliases.empty() && do_all_aliases_count) {
    told.emplace_back("/source_aliases");
  }
  Comparison({in_a.items().front().value, in_a.text()}, {in_b.items().front().value, in_b.text()}, bundle_shape,
             difference.bundle_changes, difference.bundle_change_counts)
      .run(std::move(told));
}

}  // namespace pith::engine
