#ifndef PITH_TESTS_SUPPORT_FORGERY_H
#define PITH_TESTS_SUPPORT_FORGERY_H

#include <optional>
#include <string>
#include <vector>

#include "tests/support/chance.h"
#include "tests/support/world.h"

namespace pith::tests {

/// What somebody without a trusted key can make of some events that he saw: strangers' events, events in others'
/// names, envelopes on other contents, contents changed and hashed again, envelopes taken apart, mere JSON.
/// Never refused as JSON, and never a copy that is authentic. Needs at least one event, each an object.
std::string forge(const World& world, const std::vector<std::string>& events, Chance& chance);

/// The event with one bit of its canonical content flipped, counted from 0, under its old envelope, or under one that
/// is hashed again. Nothing where the bits are no JSON any more, or spell the same content.
std::optional<std::string> with_flipped_bit(const std::string& event, std::size_t bit, bool is_hashed_again);

/// How many bits there are to flip.
std::size_t content_bits(const std::string& event);

}  // namespace pith::tests

#endif
