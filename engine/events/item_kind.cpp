#include "engine/events/item_kind.h"

#include <initializer_list>
#include <optional>
#include <string_view>

namespace pith::engine {

bool is_bundle(canon::Value value) {
  const std::optional<canon::Value> events = value.find("events");
  return value.find_string("bundle_type") == "pith_open_graph_bundle" && value.find_string("pith_number") && events &&
         events->is_array();
}

Result<ItemKind, ErrorCode> classify(canon::Value value) {
  if (!value.is_object()) {
    return ErrorCode::not_an_event;
  }
  // An object that is a bundle is taken as one, whatever else it holds.
  if (is_bundle(value)) {
    return ItemKind::bundle;
  }
  // Of others, one with `event_type` is an event.
  if (value.find("event_type")) {
    return ItemKind::event;
  }
  // One with `bundle_type`, `state_type` or `public_keys` is refused: its author meant something else.
  for (const std::string_view member : {"bundle_type", "state_type", "public_keys"}) {
    if (value.find(member)) {
      return ErrorCode::not_a_bundle;
    }
  }
  // Any other object is an event, and `malformed`.
  return ItemKind::event;
}

}  // namespace pith::engine
