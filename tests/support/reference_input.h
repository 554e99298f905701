#ifndef PITH_TESTS_SUPPORT_REFERENCE_INPUT_H
#define PITH_TESTS_SUPPORT_REFERENCE_INPUT_H

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/reference_json.h"

// The slow reference, fourth part: reading one input of a merge, SPEC 9.5. It was written from SPEC.md alone and shares
// no code with the engine. It is in the namespace of the other parts.

namespace pith::tests::reference {

/// One document of an input. A view of the input.
struct InputDocument {
  std::string_view text;
  std::size_t offset_bytes = 0;  ///< where it begins in the input
  std::size_t line = 1;          ///< the line in which it begins
  bool is_line = false;          ///< a line of NDJSON
};

/// SPEC 9.5: the documents of an input, in their order.
std::vector<InputDocument> documents_of(std::string_view input);

/// An error code, and the offset of the byte that is its place.
struct InputRefusal {
  std::string code;
  std::size_t offset_bytes = 0;
};

/// SPEC 1.5: a place in an input as `LINE:COLUMN`.
std::string line_and_column(std::string_view input, std::size_t offset_bytes);

/// A value that is not refused: a bundle or an event.
struct InputValue {
  Json json;
  bool is_bundle = false;
};

/// What is in an input.
struct InputReading {
  std::vector<InputValue> taken;       ///< of all documents that are not refused
  std::vector<InputRefusal> refusals;  ///< one for each document that is refused; the offset is that in the input
};

/// The fault of a text that read() refuses, and its offset in that text. read() itself does not say which.
using FindJsonFault = std::function<InputRefusal(std::string_view text)>;

/// SPEC 9.5: reads an input. Each document is taken as a whole, or refused for one fault.
InputReading read_input(std::string_view input, const FindJsonFault& find_json_fault);

/// SPEC 9.5, "Subject": the Pith Numbers that these values name, if the caller names none. A merge needs exactly one.
std::set<std::string> subjects_of(const std::vector<InputValue>& taken);

}  // namespace pith::tests::reference

#endif
