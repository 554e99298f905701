#include "engine/bundles/first_copy.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "engine/event_id.h"

namespace pith::engine {

void note_missing_events(const EventStore& store, const std::vector<FirstCopy>& first_copies,
                         std::vector<EventReport>& reports) {
  const auto waits = [](const EventReport& report) { return report.reason == Reason::prev_event_unresolved; };
  if (std::none_of(reports.begin(), reports.end(), waits)) {
    return;
  }
  std::vector<Sha256Digest> ids_here;
  for (std::size_t i = 0; i < first_copies.size(); ++i) {
    ids_here.push_back(reports[i].id);
    const std::optional<std::string_view> stated = first_copies[i].value.find_string("event_id");
    if (const std::optional<Sha256Digest> id = stated ? parse_event_id(*stated) : std::nullopt) {
      ids_here.push_back(*id);
    }
  }
  std::sort(ids_here.begin(), ids_here.end());
  for (std::size_t i = 0; i < first_copies.size(); ++i) {
    if (waits(reports[i])) {
      const AuthenticEvent& event = store[store.find_authentic(first_copies[i].number)];
      const Sha256Digest& prev_event = store.digest(*store.prev_event(event));
      reports[i].waits_for_missing = !std::binary_search(ids_here.begin(), ids_here.end(), prev_event);
    }
  }
}

}  // namespace pith::engine
