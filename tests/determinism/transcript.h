#ifndef PITH_TESTS_DETERMINISM_TRANSCRIPT_H
#define PITH_TESTS_DETERMINISM_TRANSCRIPT_H

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "pith/event_set.h"
#include "pith/result.h"
#include "pith/state.h"

namespace pith::determinism {

/// The results of one case as text. Each result is a line: a label, the size in bytes, and the bytes.
class Transcript {
 public:
  void add(std::string_view label, std::string_view bytes);
  void add(std::string_view label, bool holds) { add(label, std::string_view(holds ? "yes" : "no")); }
  void add(std::string_view label, const char* bytes) { add(label, std::string_view(bytes)); }
  void add(std::string_view label, const Sha256Digest& digest) { add(label, std::string_view(to_hex(digest))); }
  void add_number(std::string_view label, std::size_t number) { add(label, std::string_view(std::to_string(number))); }
  void add_optional(std::string_view label, const std::optional<std::string>& bytes);

  /// Adds the code and the place. The explanation is for people and may change.
  void add(std::string_view label, const Error& error);
  void add(std::string_view label, const Result<std::string>& result);
  /// Adds the canonical form of a document, or why the document is refused.
  void add_canonical(std::string_view label, std::string document);
  /// Adds the verdict on an event, or why the event is refused.
  void add(std::string_view label, const Result<EventVerdict>& verdict);
  /// Adds everything except the explanations of warnings.
  void add(std::string_view label, const State& state);
  /// Adds everything except explanations. Of a warning it adds the code. It adds what a check found only if the check
  /// expected something, because otherwise `actual` may be an explanation.
  void add(std::string_view label, const BundleReport& report);

  const std::string& text() const { return text_; }

  /// A document that was added with add_canonical().
  struct Given {
    std::string label;
    std::string document;
  };
  const std::vector<Given>& documents() const { return documents_; }

 private:
  std::string text_;
  std::vector<Given> documents_;
};

}  // namespace pith::determinism

#endif
