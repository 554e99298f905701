#include "engine/merge/current.h"

#include <algorithm>

namespace pith::engine {

CurrentEvents select_current(const EventStore& store, const Resolution& resolution) {
  CurrentEvents current;
  for (const EventIndex event : resolution.valid_in_order) {
    if (!resolution.is_live(event)) {
      continue;
    }
    // SPEC 6.4: `record_created` is the first live event of that type.
    if (store[event].is_record_created) {
      current.record_created = current.record_created.value_or(event);
      continue;
    }
    // SPEC 6.3: the live events of the type in application order. SPEC 6.2: any other type has no list.
    const std::string_view event_type = store.class_of(event).event_type;
    const auto listed = std::find_if(listed_types.begin(), listed_types.end(),
                                     [&](const ListedType& type) { return type.event_type == event_type; });
    if (listed != listed_types.end()) {
      current.lists[static_cast<std::size_t>(listed - listed_types.begin())].push_back(event);
    }
  }
  return current;
}

}  // namespace pith::engine
