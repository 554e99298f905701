// SPEC 1: strict JSON and its canonical form. An input is any bytes, read as one JSON document.
//
// If the document is accepted, its canonical form must be accepted too, and be its own canonical form. If it is
// refused, every public function must refuse it with the same error. Two other readers must agree: the slow reference
// of the tests, and nlohmann-json, which is independent of this project.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

/// Visits every value of a document and finds it again in several ways. The limit on depth bounds the recursion.
class Visit {
 public:
  Visit(std::string_view text, const canon::Document& document, const canon::CanonicalText& canonical)
      : text_(text), root_(document.root()), canonical_(canonical) {}

  void check(canon::Value value) {
    std::string written;
    canon::append_canonical(written, value);
    claim_equal(canonical_.of(value), written, "a value is written the same alone and within its document");
    check_pointer(value, written);
    if (value.is_object()) {
      check_members(value);
    } else if (value.is_array()) {
      check_elements(value);
    } else if (value.is_string()) {
      claim(written.size() == canon::escaped_size_bytes(value.text()), "the size of a written string is predicted");
    }
  }

 private:
  // Each of these parses the whole document again, so a few are enough.
  static constexpr int whole_parses_max = 4;
  // find_canonical_member() searches linearly.
  static constexpr std::uint32_t members_searched_max = 32;

  void check_pointer(canon::Value value, const std::string& written) {
    claim(canon::is_pointer(pointer_), "the pointer to a value has the form of a pointer");
    const std::optional<canon::Value> found = canon::resolve_pointer(root_, pointer_);
    claim(found && *found == value, "the pointer to a value resolves to it");
    if (whole_parses_++ < whole_parses_max) {
      const Result<std::optional<std::string>> at = canonical_json_at(text_, pointer_);
      claim(at.ok() && *at == written, "canonical_json_at finds the same value");
    }
  }

  void check_members(canon::Value object) {
    std::string_view previous;
    for (std::uint32_t i = 0; i < object.size(); ++i) {
      const std::string_view key = object.sorted_key(i);
      const canon::Value value = object.sorted_value(i);
      claim(i == 0 || canon::compare_text(previous, key) < 0, "keys are sorted and distinct");
      previous = key;
      const std::optional<canon::Value> found = object.find(key);
      claim(found && *found == value, "a member is found by its key");
      if (i < members_searched_max && canon::escaped_size_bytes(key) == key.size() + 2) {
        claim(canon::find_canonical_member(canonical_.of(object), key) == canonical_.of(value),
              "a member is found in the canonical text");
      }
      descend(canon::pointer_token(key), value);
    }
  }

  void check_elements(canon::Value array) {
    std::uint32_t count = 0;
    for (const canon::Value element : canon::Elements(array)) {
      descend("/" + std::to_string(count++), element);
    }
    claim(count == array.size(), "an array has as many elements as its size says");
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

/// SPEC 1.6 and 4.2: hashes, computed in four ways.
void check_hashes(std::string_view text, const std::string& canonical) {
  const Sha256Digest digest = tests::crypto().sha256(canonical);
  claim_equal(to_hex(digest), reference::hex(reference::sha256(canonical)),
              "a hash is the same in another library context");
  crypto::Sha256Stream stream(tests::crypto());
  for (std::size_t i = 0; i < canonical.size(); i += i + 1) {
    stream.update(std::string_view(canonical).substr(i, i + 1));
  }
  claim(stream.finish() == digest, "a hash computed in steps is that of the whole");
  const reference::Json content = reference::without_envelope(*reference::read(canonical));
  EventSet events("", keyring());
  const Result<EventVerdict> verdict = events.add(text);
  claim(verdict.ok(), "any JSON is taken as an event, malformed or not");
  claim_equal(to_hex(verdict->id), reference::hex(reference::sha256(reference::write(content))),
              "an event's id is the hash of its content");
}

void check_accepted(std::string_view text, const std::string& canonical) {
  const Result<std::string> again = canonical_json(canonical);
  claim(again.ok(), "the canonical form is accepted");
  claim_equal(*again, canonical, "the canonical form is its own canonical form");
  const Result<canon::Document> document = canon::parse(text);
  const Result<canon::Document> canonical_document = canon::parse(canonical);
  claim(document.ok() && canonical_document.ok(), "the parser accepts what canonical_json accepts");
  const canon::CanonicalText written(*document);
  claim_equal(written.whole(), canonical, "both writers write the same");
  claim(!canon::find_first_difference(document->root(), canonical_document->root()),
        "a document and its canonical form do not differ");
  Visit(text, *document, written).check(document->root());
  check_hashes(text, canonical);
}

void check_refused(std::string_view text, const Error& error) {
  claim(error.place.offset_bytes <= text.size(), "the place of an error is in the text");
  claim(error.place == canon::place_at(text, error.place.offset_bytes), "line and column follow from the offset");
  const Result<std::optional<std::string>> at = canonical_json_at(text, "");
  claim(!at.ok() && is_same(at.error(), error), "canonical_json_at refuses with the same error");
  const Result<Bundle> bundle = Bundle::parse(std::string(text));
  claim(!bundle.ok() && is_same(bundle.error(), error), "Bundle::parse refuses with the same error");
  EventSet events("", keyring());
  const Result<EventVerdict> verdict = events.add(text);
  claim(!verdict.ok() && is_same(verdict.error(), error), "EventSet::add refuses with the same error");
  claim(events.state().event_count == 0, "a refused text is not added");
  Keyring keys = keyring();
  const Result<void> added = keys.add(text);
  claim(!added && is_same(added.error(), error), "Keyring::add refuses with the same error");
}

void check_other_reader(std::string_view text, const Result<std::string>& canonical) {
  const OtherReading other = read_otherwise(text);
  if (!other.is_json) {
    claim(!canonical.ok(), "a text that nlohmann-json refuses is refused");
  } else if (other.faults.empty()) {
    claim(canonical.ok(), "a text that nlohmann-json accepts is accepted, if SPEC 1.4 has no objection");
  } else {
    claim(!canonical.ok(), "a text that SPEC 1.4 refuses is refused");
    claim(other.faults.contains(canonical.error().code),
          "a text is refused with an error code that SPEC 1.4 has for it");
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
