// SPEC 1: any bytes as a JSON document. What is accepted is written, and what is written is accepted and written the
// same; who is asked makes no difference; and two other readers, one of them nobody's of ours, agree.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/compare.h"
#include "canon/lexer.h"
#include "canon/member.h"
#include "canon/parse.h"
#include "canon/pointer.h"
#include "canon/text.h"
#include "canon/write.h"
#include "crypto/sha256.h"
#include "fuzz/support/claim.h"
#include "fuzz/support/other_reader.h"
#include "fuzz/support/trust.h"
#include "pith/bundle.h"
#include "pith/canonical.h"
#include "pith/event_set.h"
#include "tests/support/reference_event.h"
#include "tests/support/reference_json.h"

namespace pith::fuzz {
namespace {

namespace reference = tests::reference;

bool is_same(const Error& left, const Error& right) {
  return left.code == right.code && left.place == right.place;
}

/// Every value of a document by the ways that lead to it. Recursion is bounded by the depth of a document.
class Visit {
 public:
  Visit(std::string_view text, const canon::Document& document, const canon::CanonicalText& canonical)
      : text_(text), root_(document.root()), canonical_(canonical) {}

  void check(canon::Value value) {
    std::string written;
    canon::append_canonical(written, value);
    claim_equal(canonical_.of(value), written, "a value is written the same by itself and within the whole");
    check_pointer(value, written);
    if (value.is_object()) {
      check_members(value);
    } else if (value.is_array()) {
      check_elements(value);
    } else if (value.is_string()) {
      claim(written.size() == canon::escaped_size_bytes(value.text()), "the size of a string is known beforehand");
    }
  }

 private:
  // Each asks for the whole document to be parsed again: a few are enough.
  static constexpr int whole_parses_max = 4;
  // The search is linear.
  static constexpr std::uint32_t members_searched_max = 32;

  void check_pointer(canon::Value value, const std::string& written) {
    claim(canon::is_pointer(pointer_), "the pointer to a value is a pointer");
    const std::optional<canon::Value> found = canon::resolve_pointer(root_, pointer_);
    claim(found && *found == value, "the pointer to a value leads to it");
    if (whole_parses_++ < whole_parses_max) {
      const Result<std::optional<std::string>> at = canonical_json_at(text_, pointer_);
      claim(at.ok() && *at == written, "the public function finds the same value");
    }
  }

  void check_members(canon::Value object) {
    std::string_view previous;
    for (std::uint32_t i = 0; i < object.size(); ++i) {
      const std::string_view key = object.sorted_key(i);
      const canon::Value value = object.sorted_value(i);
      claim(i == 0 || canon::compare_text(previous, key) < 0, "keys are in order, and none is twice");
      previous = key;
      const std::optional<canon::Value> found = object.find(key);
      claim(found && *found == value, "a member is found by its key");
      if (i < members_searched_max && canon::escaped_size_bytes(key) == key.size() + 2) {
        claim(canon::find_canonical_member(canonical_.of(object), key) == canonical_.of(value),
              "a member is found in the canonical text");
      }
      descend(canon::pointer_part(key), value);
    }
  }

  void check_elements(canon::Value array) {
    std::uint32_t count = 0;
    for (const canon::Value element : canon::Elements(array)) {
      descend("/" + std::to_string(count++), element);
    }
    claim(count == array.size(), "an array has as many elements as it says");
  }

  void descend(const std::string& part, canon::Value value) {
    const std::size_t size_before = pointer_.size();
    pointer_ += part;
    check(value);
    pointer_.resize(size_before);
  }

  std::string_view text_;
  canon::Value root_;
  const canon::CanonicalText& canonical_;
  std::string pointer_;
  int whole_parses_ = 0;
};

/// SPEC 1.6 and 4.2, by four ways.
void check_hashes(std::string_view text, const std::string& canonical) {
  const Sha256Digest digest = tests::crypto().sha256(canonical);
  claim_equal(to_hex(digest), reference::hex(reference::sha256(canonical)),
              "a hash is that of another library context");
  crypto::Sha256Stream stream(tests::crypto());
  for (std::size_t i = 0; i < canonical.size(); i += i + 1) {
    stream.update(std::string_view(canonical).substr(i, i + 1));
  }
  claim(stream.finish() == digest, "a hash in pieces is that of the whole");
  const reference::Json content = reference::without_envelope(*reference::read(canonical));
  EventSet events("", keyring());
  const Result<EventVerdict> verdict = events.add(text);
  claim(verdict.ok(), "what is JSON is an event, if a malformed one");
  claim_equal(to_hex(verdict->id), reference::hex(reference::sha256(reference::write(content))),
              "an event's id is the hash of its content");
}

void check_accepted(std::string_view text, const std::string& canonical) {
  const Result<std::string> again = canonical_json(canonical);
  claim(again.ok(), "the canonical form is accepted");
  claim_equal(*again, canonical, "the canonical form is its own");
  const Result<canon::Document> document = canon::parse(text);
  const Result<canon::Document> canonical_document = canon::parse(canonical);
  claim(document.ok() && canonical_document.ok(), "the parser accepts what the public function does");
  const canon::CanonicalText written(*document);
  claim_equal(written.whole(), canonical, "both writers write the same");
  claim(!canon::find_first_difference(document->root(), canonical_document->root()),
        "a document and its canonical form do not differ");
  Visit(text, *document, written).check(document->root());
  check_hashes(text, canonical);
}

void check_refused(std::string_view text, const Error& error) {
  claim(error.place.offset_bytes <= text.size(), "a place is in the text");
  claim(error.place == canon::place_at(text, error.place.offset_bytes), "line and column are those of the offset");
  const Result<std::optional<std::string>> at = canonical_json_at(text, "");
  claim(!at.ok() && is_same(at.error(), error), "canonical_json_at refuses for the same reason");
  const Result<Bundle> bundle = Bundle::parse(std::string(text));
  claim(!bundle.ok() && is_same(bundle.error(), error), "Bundle::parse refuses for the same reason");
  EventSet events("", keyring());
  const Result<EventVerdict> verdict = events.add(text);
  claim(!verdict.ok() && is_same(verdict.error(), error), "EventSet::add refuses for the same reason");
  claim(events.state().event_count == 0, "nothing refused is added");
  Keyring keys = keyring();
  const Result<void> added = keys.add(text);
  claim(!added && is_same(added.error(), error), "Keyring::add refuses for the same reason");
}

void check_other_reader(std::string_view text, const Result<std::string>& canonical) {
  const OtherReading other = read_otherwise(text);
  if (!other.is_json) {
    claim(!canonical.ok(), "what nlohmann-json refuses is refused");
  } else if (other.faults.empty()) {
    claim(canonical.ok(), "what nlohmann-json accepts without a fault by SPEC 1.4 is accepted");
  } else {
    claim(!canonical.ok(), "what has a fault by SPEC 1.4 is refused");
    claim(other.faults.contains(canonical.error().code), "what is refused has the fault that is named");
  }
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pith::fuzz;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const pith::Result<std::string> canonical = pith::canonical_json(text);
  const std::optional<reference::Json> slow = reference::read(text);
  claim(canonical.ok() == slow.has_value(), "the slow reference accepts and refuses the same");
  check_other_reader(text, canonical);
  if (canonical) {
    claim_equal(*canonical, reference::write(*slow), "the slow reference writes the same");
    check_accepted(text, *canonical);
  } else {
    check_refused(text, canonical.error());
  }
  return 0;
}
