#ifndef PITH_ENGINE_REPORTS_INPUT_PARTS_H
#define PITH_ENGINE_REPORTS_INPUT_PARTS_H

// The parts of an input that can be left out, and the input without some of them. An input here is lines in canonical
// form, one bundle or event in each, with one line feed between two of them.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pith::engine {

/// A line, an element of an array, or a member of an object with its key: a range of bytes of the input.
struct Part {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t event_count = 0;  ///< how many events go with it
  bool is_fixed = false;        ///< it must stay
};

/// The parts of some containers, in the order of the input. Siblings have one byte between them.
struct Parts {
  std::vector<Part> parts;
  std::vector<std::size_t> first_siblings;  ///< for each container, the index of its first part; each has at least one
};

/// The lines. Linear, as are the others.
Parts list_lines(std::string_view input);

/// The events of all bundles.
Parts list_bundle_events(std::string_view input);

/// The members of all bundles. Those that make it a bundle (SPEC 9.1) are fixed.
Parts list_bundle_members(std::string_view input);

/// Of the payloads of all events, the members and elements that are within `depth` other containers of the payload.
Parts list_payload_parts(std::string_view input, std::size_t depth);

/// The input with only these parts. `kept` has one entry for each part that is not fixed. Linear.
std::string write_kept(std::string_view input, const Parts& parts, const std::vector<bool>& kept);

/// How many events the parts that are left out have.
std::size_t count_removed_events(const Parts& parts, const std::vector<bool>& kept);

/// How many parts are not fixed.
std::size_t count_units(const Parts& parts);

/// How many events the input has, copies included.
std::size_t count_events(std::string_view input);

}  // namespace pith::engine

#endif
