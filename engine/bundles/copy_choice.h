#ifndef PITH_ENGINE_BUNDLES_COPY_CHOICE_H
#define PITH_ENGINE_BUNDLES_COPY_CHOICE_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "canon/write.h"
#include "containers/typed_index.h"
#include "engine/events/event_content.h"
#include "engine/merge/record_events.h"
#include "pith/union_bundle.h"

namespace pith::engine {

/// The deepest event that a bundle can hold: it is in an array in an object.
inline constexpr std::size_t bundled_event_height_max = canon::nesting_depth_max - 2;

/// Chooses one copy of each event: an authentic one if there is one, else the one that came furthest (SPEC 4.6), and of
/// several such the least in canonical bytes. Only copies that a bundle can hold are chosen. The order in which the
/// copies are offered makes no difference.
class CopyChoice {
 public:
  /// Needs events that have every copy that will be offered. They must outlive this.
  CopyChoice(const RecordEvents& events, VerdictCache* verdicts)
      : events_(events), verdicts_(verdicts), chosen_(std::vector<Chosen>(events.store().digest_count())) {}

  /// Offers a copy. Verifies it only if another copy of the same event was different. Returns whether it is the first
  /// copy of its event that a bundle can hold. Linear in the copy.
  bool offer(canon::Value event, const canon::CanonicalText& text);

  /// The copy that is chosen, in canonical form; empty if a bundle can hold none. The view is valid until the next
  /// offer.
  std::string_view json(DigestNumber event) const { return chosen_[event].json; }

  /// What cannot be in a bundle, by event id: events, and copies that came further than the chosen one.
  std::vector<LeftOut> list_left_out() const;

 private:
  struct Chosen {
    std::string json;
    std::optional<std::uint8_t> reach;  // if it had to be known, or cannot be found out later
  };

  std::uint8_t reach_of(const EventCopy& copy) const;
  std::uint8_t reach_of(const Chosen& chosen) const;

  const RecordEvents& events_;
  VerdictCache* verdicts_;
  containers::TypedTable<DigestNumber, std::vector<Chosen>> chosen_;
  std::set<DigestNumber> too_deep_;  // the events that have a copy that is too deep
};

}  // namespace pith::engine

#endif
