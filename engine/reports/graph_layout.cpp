// Folding. The events of one lane that may be folded share a mark until the lane has one that may not. The mark is in
// the column of its first event. Marks that begin one after the other share a column: what is between two events that
// matter is one step of time.
//
// Example: 400 uneventful events of two signers by turns, with a fork of one of them in the middle. There is a column
// with a mark for each signer, then the columns of the fork, and then a column with a mark of the signer who forked.
// The other signer's mark has events from before and after the fork, and says from where to where. All marks end after
// a part of all events, so that the picture shows when most of them were made.
//
// Time n log n. Its test is tests/graph_test.cpp.

#include "engine/reports/graph_layout.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace pith::engine {
namespace {

/// Folded marks end after this part of all events.
constexpr std::size_t parts = 25;

/// How much is folded.
enum class Folding : std::uint8_t { nothing, uneventful, most };

class LayoutMaker {
 public:
  LayoutMaker(const GraphModel& model, Folding folding)
      : model_(model), folding_(folding), part_size_(model.events.size() / parts + 1) {
    supersedes_.assign(model.events.size(), false);
    for (const ShownEvent event : model.events.indices()) {
      for (const GraphLink& link : model.links_of(model.events[event])) {
        supersedes_[event] = supersedes_[event] || link.kind != LinkKind::prev_event;
      }
    }
  }

  GraphLayout make() && {
    for (const ShownEvent event : model_.events.indices()) {
      if (event.value % part_size_ == 0) {
        open_.clear();
      }
      if (const std::optional<FoldKind> kind = fold_kind(event)) {
        fold(event, *kind);
      } else {
        close_lane(model_.events[event].lane);
        lanes_in_column_.clear();
        mark_of_.push_back(add_mark(event, layout_.column_count++));
      }
    }
    for (const MarkIndex mark : layout_.marks.indices()) {
      name_type(layout_.marks[mark], types_[mark]);
    }
    sort_marks();
    add_arrows();
    return std::move(layout_);
  }

 private:
  /// Events with the same of these three are folded together.
  using Group = std::tuple<LaneIndex, FoldKind, std::optional<Reason>>;

  std::optional<FoldKind> fold_kind(ShownEvent event) const {
    const GraphEvent& shown = model_.events[event];
    if (folding_ == Folding::nothing || !model_.entries_of(event).empty()) {
      return std::nullopt;
    }
    if (shown.is_live() && !supersedes_[event]) {
      return FoldKind::uneventful;
    }
    if (folding_ == Folding::uneventful || (shown.is_proven() && shown.reason)) {
      return std::nullopt;
    }
    return shown.is_proven() ? FoldKind::superseding : FoldKind::unproven;
  }

  MarkIndex add_mark(ShownEvent event, std::size_t column) {
    const GraphEvent& shown = model_.events[event];
    types_.push_back(std::map<std::string_view, std::size_t>{{shown.event_type, 1}});
    return layout_.marks.push_back(
        GraphMark{shown.lane, column, event, event, 1, FoldKind::uneventful, shown.event_type, 1});
  }

  void fold(ShownEvent event, FoldKind kind) {
    const GraphEvent& shown = model_.events[event];
    const auto [place, is_new] = open_.try_emplace(Group(shown.lane, kind, shown.reason));
    if (is_new) {
      const bool begins_column = lanes_in_column_.empty() || lanes_in_column_.count(shown.lane) > 0;
      if (begins_column) {
        ++layout_.column_count;
        lanes_in_column_.clear();
      }
      lanes_in_column_.insert(shown.lane);
      place->second = add_mark(event, layout_.column_count - 1);
      layout_.marks[place->second].kind = kind;
    } else {
      GraphMark& mark = layout_.marks[place->second];
      mark.last = event;
      layout_.folded_count += mark.is_folded() ? 1U : 2U;
      ++mark.event_count;
      ++types_[place->second][shown.event_type];
    }
    mark_of_.push_back(place->second);
  }

  void close_lane(LaneIndex lane) {
    const auto begin = open_.lower_bound(Group(lane, FoldKind::uneventful, std::nullopt));
    const auto end =
        std::find_if(begin, open_.end(), [&](const auto& each) { return std::get<LaneIndex>(each.first) != lane; });
    open_.erase(begin, end);
  }

  static void name_type(GraphMark& mark, const std::map<std::string_view, std::size_t>& types) {
    mark.type_count = types.size();
    mark.event_type = std::max_element(types.begin(), types.end(), [](const auto& left, const auto& right) {
                        return left.second < right.second;
                      })->first;
  }

  /// By lane, within a column.
  void sort_marks() {
    std::vector<MarkIndex> order;
    for (const MarkIndex mark : layout_.marks.indices()) {
      order.push_back(mark);
    }
    std::sort(order.begin(), order.end(), [&](MarkIndex left, MarkIndex right) {
      const auto key_of = [&](MarkIndex mark) {
        return std::pair(layout_.marks[mark].column, layout_.marks[mark].lane);
      };
      return key_of(left) < key_of(right);
    });
    containers::TypedTable<MarkIndex, std::vector<MarkIndex>> new_index(order);
    decltype(layout_.marks) sorted;
    for (const MarkIndex old : order) {
      new_index[old] = sorted.push_back(layout_.marks[old]);
    }
    for (const ShownEvent event : model_.events.indices()) {
      mark_of_[event] = new_index[mark_of_[event]];
    }
    layout_.marks = std::move(sorted);
  }

  void add_arrows() {
    for (const ShownEvent event : model_.events.indices()) {
      const GraphEvent& shown = model_.events[event];
      if (!shown.is_proven() || layout_.marks[mark_of_[event]].is_folded()) {
        continue;
      }
      for (const GraphLink& link : model_.links_of(shown)) {
        const MarkIndex to = link.event.is_none() ? MarkIndex::none() : mark_of_[link.event];
        if (to != mark_of_[event]) {
          layout_.arrows.push_back({mark_of_[event], to, link.kind});
        }
      }
    }
    std::sort(layout_.arrows.begin(), layout_.arrows.end());
    layout_.arrows.erase(std::unique(layout_.arrows.begin(), layout_.arrows.end()), layout_.arrows.end());
  }

  const GraphModel& model_;
  Folding folding_;
  std::size_t part_size_;
  containers::TypedTable<ShownEvent, std::vector<bool>> supersedes_;
  containers::TypedTable<ShownEvent, std::vector<MarkIndex>> mark_of_;
  std::map<Group, MarkIndex> open_;      // marks that get more events
  std::set<LaneIndex> lanes_in_column_;  // of the last column, if its marks may get more events; else empty
  containers::TypedTable<MarkIndex, std::vector<std::map<std::string_view, std::size_t>>> types_;
  GraphLayout layout_;
};

}  // namespace

GraphLayout lay_out(const GraphModel& model) {
  if (model.events.size() <= unfolded_events_max) {
    return LayoutMaker(model, Folding::nothing).make();
  }
  GraphLayout layout = LayoutMaker(model, Folding::uneventful).make();
  return layout.marks.size() <= sparing_marks_max ? std::move(layout) : LayoutMaker(model, Folding::most).make();
}

}  // namespace pith::engine
