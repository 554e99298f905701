#ifndef PITH_TESTS_SUPPORT_FORGERY_H
#define PITH_TESTS_SUPPORT_FORGERY_H

#include <optional>
#include <string>
#include <vector>

#include "tests/support/chance.h"
#include "tests/support/world.h"

namespace pith::tests {

/// What somebody without a trusted key can make from events that they saw: events by a stranger, events in others'
/// names, envelopes on other contents, contents that were changed and hashed again, incomplete envelopes, any JSON.
/// It is never refused as JSON and is never an authentic copy. Needs at least one event; each must be an object.
std::string forge(const World& world, const std::vector<std::string>& events, Chance& chance);

/// The event with one bit of its canonical content flipped, counted from 0. It has its old envelope, or one that is
/// hashed again. std::nullopt if the result is not a JSON object any more, or spells the same content.
std::optional<std::string> with_flipped_bit(const std::string& event, std::size_t bit, bool is_hashed_again);

/// How many bits the canonical content of the event has.
std::size_t content_bits(const std::string& event);

}  // namespace pith::tests

#endif
