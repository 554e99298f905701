// SPEC 4.5, `limit_exceeded`: an event just within a limit passes, and an event just beyond it does not. The generator
// sets the sizes. The envelope does not count.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "tests/support/property.h"
#include "tests/support/reference_event.h"

namespace pith::tests {
namespace {

/// `depth` arrays, one inside another.
std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::size_t content_size_bytes(const Draft& draft) {
  return reference::write(reference::without_envelope(*reference::read(draft.json()))).size();
}

std::string some_ids(std::size_t count) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) {
    ids.push_back(quote("sha256:" + to_hex(crypto().sha256(std::to_string(i)))));
  }
  return write_array(ids);
}

/// Makes one thing in the content as large as the limit allows (beyond_limit is 1), or one less (0), or one more (2).
void fill(Draft& draft, std::size_t shape, std::size_t beyond_limit, Chance& chance) {
  const bool is_inside = chance.percent(50);
  if (shape == 0) {
    draft.payload("{\"text\":\"\"}");
    const std::size_t wanted = 1'048'575 + beyond_limit - content_size_bytes(draft);
    draft.payload("{\"text\":\"" + std::string(wanted, 'x') + "\"}");
  } else if (shape == 1) {  // the event itself is one container, and the payload is another
    const std::size_t deepest = 57 + beyond_limit;
    if (is_inside) {
      draft.payload("{\"deep\":" + nested(deepest - 2) + ",\"flat\":[[]]}");
    } else {
      draft.set("other", nested(deepest - 1));
    }
  } else {
    draft.set("supersedes", some_ids(63 + beyond_limit));
  }
}

/// Makes the envelope larger than any content may be.
void fill_envelope(Draft& draft, Chance& chance) {
  draft.set_signature("signed_at", chance.percent(50) ? nested(60) : quote(std::string(1'100'000, 'x')));
}

RC_GTEST_PROP(Rule4_5_Limits, AreRightOnBothSides, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  Draft draft(chance.percent(50) ? w.alice : w.registry, w.record.pith_number);
  const std::size_t beyond_limit = chance.below(3);  // one less than the limit, the limit, one more
  fill(draft, chance.below(3), beyond_limit, chance);
  if (chance.percent(30)) {
    fill_envelope(draft, chance);
  }
  EventSet events = w.events();
  RC_ASSERT(reason_name(add(events, draft).reason) == (beyond_limit == 2 ? "limit_exceeded" : "-"));
}

}  // namespace
}  // namespace pith::tests
