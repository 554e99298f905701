// SPEC 9.5: the reading of many inputs, as `pith-merge merge` does it. An input of this target is a byte of choices,
// and then the texts that are merged: FF, which is never in UTF-8, ends each of them but the last.
//
// The reference splitter of the tests says which documents a text has, which of them are refused and where, which
// values are merged, and which record they are about. The program must say the same, and the state must be that of the
// slow reference. Nothing may depend on the order of the texts, or on how the work is split into parts. Only the code
// and the place of a fault of JSON are the library's own word; the target `canon` is about these.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/bundles/input_merge.h"
#include "engine/bundles/split_input.h"
#include "engine/merge/input_sha256.h"
#include "engine/merge/state.h"
#include "fuzz/support/arrived.h"
#include "fuzz/support/claim.h"
#include "fuzz/support/texts.h"
#include "fuzz/support/trust.h"
#include "pith/bundle.h"
#include "pith/canonical.h"
#include "pith/merge_inputs.h"
#include "tests/support/reference_input.h"

namespace pith::fuzz {
namespace {

namespace reference = tests::reference;

using Texts = std::vector<std::string>;

// Each text is read about ten times.
constexpr std::size_t texts_max = 8;
// Twice as much as the engine reads in one batch. So a padded text of several lines is read in three batches.
constexpr std::size_t padding_size_bytes = std::size_t{1} << 19;
constexpr std::size_t part_count_max = 3;
// Small, so that it is soon full: the size of a cache must not change a verdict.
constexpr std::size_t cache_entries = 8;
// The record of most vectors in tests/vectors/input.
constexpr std::string_view named_subject = "pith:2026:DOJMBBQIO75SNACYI5IBN4UUUM";

/// What the caller of the program chooses.
struct Settings {
  BundleKeys bundle_keys = BundleKeys::ignore;
  std::string_view subject;    // empty if the caller names none
  bool is_going_on = false;    // --keep-going
  bool is_padded = false;      // the last text is made larger than a batch
  std::size_t first_text = 0;  // of another order, modulo the number of texts
};

Settings read_settings(unsigned char choices) {
  Settings settings;
  settings.bundle_keys = (choices & 1U) != 0 ? BundleKeys::trust : BundleKeys::ignore;
  settings.subject = (choices & 2U) != 0 ? named_subject : "";
  settings.is_going_on = (choices & 4U) != 0;
  // Seldom, because it takes much time.
  settings.is_padded = (choices & 0x38U) == 0x38U;
  settings.first_text = choices >> 6U;
  return settings;
}

void append(std::string& text, std::string_view part) {
  text += part;
  text += '\n';
}

/// One refusal for each line. The offset is that in the input.
std::string describe(const std::vector<Error>& refusals) {
  std::string text;
  for (const Error& refusal : refusals) {
    append(text, std::to_string(refusal.place.line) + ":" + std::to_string(refusal.place.column) + " at " +
                     std::to_string(refusal.place.offset_bytes) + ": " + std::string(name(refusal.code)));
  }
  return text;
}

/// The same for the refusals of the reference, of which the first ones are listed.
std::string describe(const std::vector<reference::InputRefusal>& refusals, std::string_view input) {
  std::string text;
  for (std::size_t i = 0; i < std::min(refusals.size(), listed_faults_max); ++i) {
    append(text, reference::line_and_column(input, refusals[i].offset_bytes) + " at " +
                     std::to_string(refusals[i].offset_bytes) + ": " + refusals[i].code);
  }
  return text;
}

/// What the program makes of some texts.
struct Outcome {
  std::vector<std::vector<Error>> refusals;  // of each text
  std::string result;                        // empty if the program stops at the refusals
  std::string warnings;                      // of the inputs
};

bool is_any_refused(const Outcome& outcome) {
  return std::any_of(outcome.refusals.begin(), outcome.refusals.end(),
                     [](const std::vector<Error>& refusals) { return !refusals.empty(); });
}

std::string describe_result(const std::string& subject, const State& state, const Sha256Digest& input_sha256) {
  return subject + "\n" + state.document + "\n" + to_hex(state.sha256) + "\n" + to_hex(input_sha256);
}

std::string describe(const std::vector<Warning>& warnings) {
  std::string text;
  for (const Warning& warning : warnings) {
    append(text, (warning.input ? std::to_string(*warning.input) + ": " : "") + pith::describe(warning));
  }
  return text;
}

/// Reads and merges as the program does.
Outcome run_program(const Texts& texts, const Settings& settings, engine::Spread spread) {
  engine::InputMerge merge(keyring(), settings.bundle_keys, std::move(spread));
  Outcome outcome;
  for (const std::string& text : texts) {
    outcome.refusals.push_back(merge.add_input(text));
  }
  if (is_any_refused(outcome) && !settings.is_going_on) {
    return outcome;
  }
  const Result<engine::InputMerge::Merged> merged = merge.finish(settings.subject);
  if (!merged) {
    outcome.result = name(merged.error().code);
    return outcome;
  }
  outcome.result =
      describe_result(std::string(merged->events.subject()), engine::compute_state(merged->events, merged->aliases),
                      engine::compute_input_sha256(merged->events, merged->aliases));
  outcome.warnings = describe(merged->warnings);
  return outcome;
}

/// As threads may do it: the last part is done first, and what remains to be done waits for its turn.
void run_backwards(std::size_t count, const engine::Work& work) {
  std::vector<engine::Finish> finishes(count);
  for (std::size_t i = count; i > 0; --i) {
    finishes[i - 1] = work(i - 1);
  }
  for (const engine::Finish& finish : finishes) {
    finish();
  }
}

void check_documents(const std::string& text) {
  const auto describe_document = [](const auto& document) {
    return std::to_string(document.line) + " at " + std::to_string(document.offset_bytes) +
           (document.is_line ? ", a line: " : ": ") + std::string(document.text);
  };
  std::string found;
  for (const engine::InputDocument& document : engine::split_input(text)) {
    append(found, describe_document(document));
  }
  std::string expected;
  for (const reference::InputDocument& document : reference::documents_of(text)) {
    append(expected, describe_document(document));
  }
  claim_equal(found, expected, "an input has the documents that the reference splitter finds");
}

reference::InputRefusal find_json_fault(std::string_view text) {
  const Result<std::string> canonical = canonical_json(text);
  claim(!canonical.ok(), "what the slow reference refuses as JSON is refused");
  return {std::string(name(canonical.error().code)), canonical.error().place.offset_bytes};
}

/// Checks what is refused, and returns all values that are not.
std::vector<reference::InputValue> check_refusals(const Texts& texts, const Outcome& outcome) {
  std::vector<reference::InputValue> taken;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const reference::InputReading reading = reference::read_input(texts[i], find_json_fault);
    const std::vector<Error>& refusals = outcome.refusals[i];
    claim_equal(describe(refusals), describe(reading.refusals, texts[i]),
                "the documents are refused that the reference refuses, for the same fault at the same place");
    if (reading.refusals.size() > listed_faults_max) {
      const std::string unlisted = " " + std::to_string(reading.refusals.size() - listed_faults_max) + " more ";
      claim(refusals.back().explanation.find(unlisted) != std::string::npos,
            "the last refusal that is listed says how many more there are");
    }
    taken.insert(taken.end(), reading.taken.begin(), reading.taken.end());
  }
  return taken;
}

/// Checks the result of a merge of these values.
void check_result(const std::vector<reference::InputValue>& taken, const Settings& settings,
                  const std::string& result) {
  const std::set<std::string> named =
      settings.subject.empty() ? reference::subjects_of(taken) : std::set{std::string(settings.subject)};
  if (named.size() != 1) {
    claim_equal(result, named.empty() ? "no_subject" : "several_subjects",
                "a merge is refused if the inputs do not name one record");
    return;
  }
  const std::string& subject = *named.begin();
  claim_equal(result.substr(0, result.find('\n')), subject, "the subject is the record that is named");
  Arrived arrived(subject);
  for (const reference::InputValue& value : taken) {
    if (arrived.is_too_many()) {
      return;
    }
    claim(Bundle::parse(reference::write(value.json)).ok() == value.is_bundle,
          "the library and the reference agree on what is a bundle");
    arrived.add(value.json);
  }
  // The reference does not know which keys of bundles count.
  const std::optional<std::string> expected = arrived.reference_outcome();
  if (expected && settings.bundle_keys == BundleKeys::ignore) {
    claim_equal(result, subject + "\n" + *expected, "a merge gives what the slow reference gives for the same values");
  }
}

/// SPEC 9.5: the library reports the first document that is refused, and skips none.
void check_library(const Texts& texts, const Settings& settings, const Outcome& outcome) {
  const std::vector<std::string_view> inputs(texts.begin(), texts.end());
  const MergeOptions options = {settings.subject, settings.bundle_keys, Scope::all, &known_verdicts()};
  std::size_t refused_input = 0;
  const Result<MergedInputs> merged = merge_inputs(inputs, keyring(), options, &refused_input);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!outcome.refusals[i].empty()) {
      claim(!merged.ok() && refused_input == i, "the library refuses the first input that is refused");
      claim_equal(describe({merged.error()}), describe({outcome.refusals[i].front()}),
                  "the library reports the first fault of that input");
      return;
    }
  }
  if (merged) {
    claim_equal(describe_result(merged->subject, merged->state, merged->input_sha256), outcome.result,
                "the library and the program give the same result");
    claim_equal(describe(merged->warnings), outcome.warnings, "the library and the program give the same warnings");
  } else {
    claim_equal(name(merged.error().code), outcome.result, "the library and the program refuse a merge alike");
    claim(refused_input == texts.size() && merged.error().place == no_place,
          "a refusal of all inputs names no input and no place");
  }
}

/// SPEC 10.5: the number of parts, and which one is done first, changes nothing.
void check_parts(const Texts& texts, const Settings& settings, const Outcome& outcome) {
  VerdictCache verdicts(cache_entries);
  const Outcome parted = run_program(texts, settings, {part_count_max, &verdicts, run_backwards});
  for (std::size_t i = 0; i < texts.size(); ++i) {
    claim_equal(describe(parted.refusals[i]), describe(outcome.refusals[i]), "parts of the work refuse the same");
  }
  claim_equal(parted.result, outcome.result, "parts of the work give the same result");
  claim_equal(parted.warnings, outcome.warnings, "parts of the work give the same warnings");
}

/// SPEC 10.1: the order of the texts changes neither what is refused in each nor the result. `order` has the index of
/// each text.
void check_order(const Texts& texts, const Settings& settings, const Outcome& outcome,
                 const std::vector<std::size_t>& order) {
  Texts moved;
  for (const std::size_t index : order) {
    moved.push_back(texts[index]);
  }
  const Outcome other = run_program(moved, settings, {1, &known_verdicts()});
  for (std::size_t i = 0; i < order.size(); ++i) {
    claim_equal(describe(other.refusals[i]), describe(outcome.refusals[order[i]]),
                "an input is refused alike whichever inputs come before it");
  }
  claim_equal(other.result, outcome.result, "the order of the inputs does not change the result");
}

void check_orders(const Texts& texts, const Settings& settings, const Outcome& outcome) {
  std::vector<std::size_t> reversed, rotated;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    reversed.push_back(texts.size() - 1 - i);
    rotated.push_back((settings.first_text + i) % texts.size());
  }
  check_order(texts, settings, outcome, reversed);
  check_order(texts, settings, outcome, rotated);
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pith::fuzz;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Settings settings = read_settings(bytes.empty() ? 0 : data[0]);
  Texts texts = cut_texts(bytes.substr(bytes.empty() ? 0 : 1), texts_max);
  if (settings.is_padded) {
    texts.back() += '\n' + std::string(padding_size_bytes, ' ') + '\n';
  }
  for (const std::string& text : texts) {
    check_documents(text);
  }
  const Outcome outcome = run_program(texts, settings, {1, &known_verdicts()});
  const std::vector<pith::tests::reference::InputValue> taken = check_refusals(texts, outcome);
  // Without --keep-going, nothing is merged if anything is refused.
  if (!is_any_refused(outcome) || settings.is_going_on) {
    check_result(taken, settings, outcome.result);
  }
  check_library(texts, settings, outcome);
  check_parts(texts, settings, outcome);
  check_orders(texts, settings, outcome);
  return 0;
}
