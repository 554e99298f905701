// SPEC 4: the checks of one event, with a fixed keyring. An input is the JSON text of an event. Its verdict must not
// depend on how often it arrives, how it is spelled, or which copies came before. The verdict and the state must be
// those of the slow reference.
//
// Random changes alone would never pass the checks of hashes and signature. So the input may ask for a repair first:
//   - `#` and the event: content_sha256 and event_id are set. The subject of the merge is a fixed one.
//   - `!`, one byte and the event: a signer of the tests, chosen by the byte, also signs the event.
//   - Any other input is the event as it is.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/encoding.h"
#include "fuzz/support/claim.h"
#include "fuzz/support/signing.h"
#include "fuzz/support/trust.h"
#include "pith/event_set.h"
#include "tests/support/reference.h"
#include "tests/support/respell.h"

namespace pith::fuzz {
namespace {

namespace reference = tests::reference;
using reference::Json;

/// The subject of the vectors, used if an event does not name one.
const std::string usual_subject = "pith:2026:DOJMBBQIO75SNACYI5IBN4UUUM";

/// SPEC 2.1, 2.2 and 2.4: sets the hash, the subject and the receipt that follow from the record, if there is one.
void repair_record(Json& event) {
  const auto payload = event.members.find("payload");
  if (payload == event.members.end() || payload->second.find("canonical_record") == nullptr) {
    return;
  }
  const Json& record = *payload->second.find("canonical_record");
  const Json* const metadata = record.find("metadata");
  const std::string year = metadata == nullptr ? "" : metadata->find_string("submitted_at").value_or("").substr(0, 4);
  const Sha256Digest digest = digest_of(record);
  Json receipt = signature_of(world().registry, digest, "canonical_sha256_bytes");
  receipt.members["canonical_sha256"] = reference::string_json(to_hex(digest));
  payload->second.members["canonical_sha256"] = reference::string_json(to_hex(digest));
  payload->second.members["receipt"] = receipt;
  event.members["subject_pith_number"] =
      reference::string_json("pith:" + year + ":" + canon::encode_base32(digest.bytes).substr(0, 26));
}

/// The low five bits of `choice` choose the signer. The high three bits choose what else is repaired: those of '0' the
/// signer's name and type, those of 'A' also what follows from the record, others nothing.
void sign(Json& event, std::uint8_t choice) {
  const tests::Signer& signer = some_signer(choice % 32U);
  Json& named = event.members["signer"];
  if (!named.is_object()) {
    named = *reference::read("{}");
  }
  name_key(named, signer);
  const bool is_in_own_name = choice / 32 == '0' / 32 || choice / 32 == 'A' / 32;
  if (is_in_own_name) {
    named.members["signer_id"] = reference::string_json(signer.signer_id);
    named.members["signer_type"] = reference::string_json(signer.signer_type);
  }
  if (choice / 32 == 'A' / 32) {
    repair_record(event);
  }
  sign_again(event, signer);
}

/// The text of the event that an input describes.
std::string event_of(std::string_view input) {
  const bool is_signed = input.size() >= 2 && input.front() == '!';
  const bool is_hashed = input.starts_with('#');
  if (!is_signed && !is_hashed) {
    return std::string(input);
  }
  const std::string_view text = input.substr(is_signed ? 2 : 1);
  std::optional<Json> event = reference::read(text);
  if (!event || !event->is_object()) {
    return std::string(text);
  }
  if (is_signed) {
    sign(*event, static_cast<std::uint8_t>(input[1]));
  } else {
    hash_again(*event);
  }
  return reference::write(*event);
}

/// The verdict on an event, and everything that the set gives after it.
std::string outcome_of(const EventSet& events, const EventVerdict& verdict) {
  const State state = events.state();
  return to_hex(verdict.id) + " " + tests::reason_name(verdict.reason) + "\n" + state.document + "\n" +
         to_hex(state.sha256) + "\n" + events.state({}, Scope::authentic_only).document + "\n" +
         to_hex(events.input_sha256());
}

std::string outcome_of_adding(EventSet& events, const std::string& text, VerdictCache* verdicts = &known_verdicts()) {
  const Result<EventVerdict> verdict = events.add(text, verdicts);
  claim(verdict.ok(), "an event accepted in one spelling is accepted in another");
  return outcome_of(events, *verdict);
}

void check_reference(const std::string& subject, const std::string& text, const std::string& outcome) {
  const reference::Checker checker(subject, key_entries());
  const reference::Copy copy = checker.check(text);
  const reference::Outcome all = tests::reference_state(checker, {copy});
  const reference::Outcome authentic = tests::reference_state(checker, {copy}, {}, Scope::authentic_only);
  const std::string expected = copy.id.substr(std::string_view("sha256:").size()) + " " +
                               (copy.reason.empty() ? "-" : copy.reason) + "\n" + all.document + "\n" +
                               all.state_sha256 + "\n" + authentic.document + "\n" +
                               tests::reference_input_sha256(checker, {copy});
  claim_equal(outcome, expected, "the verdict and the state are those of the slow reference");
}

/// SPEC 4.3 and 4.6: a copy that passes fewer checks makes no difference, whether it comes first or last.
void check_poorer_copy(const std::string& subject, const Json& event, const std::string& text,
                       const std::string& outcome) {
  if (!event.is_object()) {
    return;
  }
  const std::string poorer = reference::write(reference::without_envelope(event));
  EventSet before(subject, keyring());
  outcome_of_adding(before, poorer);
  claim_equal(outcome_of_adding(before, text), outcome,
              "a copy without an envelope makes no difference if it comes first");
  EventSet after(subject, keyring());
  outcome_of_adding(after, text);
  claim_equal(outcome_of_adding(after, poorer), outcome,
              "a copy without an envelope makes no difference if it comes last");
}

void check_event(const std::string& subject, const std::string& text, const Json& event) {
  EventSet events(subject, keyring());
  const std::string outcome = outcome_of_adding(events, text, nullptr);
  check_reference(subject, text, outcome);
  claim_equal(outcome_of_adding(events, text), outcome, "an event added again changes nothing");
  const Sha256Digest digest = tests::crypto().sha256(text);
  tests::Chance chance(digest.bytes[0] * 256U + digest.bytes[1]);
  const std::string respelled = tests::respell(text, chance);
  claim_equal(outcome_of_adding(events, respelled), outcome,
              "an event added again in another spelling changes nothing");
  VerdictCache verdicts(1);
  EventSet others(subject, keyring());
  claim_equal(outcome_of_adding(others, respelled, &verdicts), outcome, "another spelling alone gives the same result");
  EventSet cached(subject, keyring());
  claim_equal(outcome_of_adding(cached, text, &verdicts), outcome, "a remembered verdict gives the same result");
  others.merge(cached);
  claim_equal(outcome_of_adding(others, text), outcome, "a merge of two sets of one event gives the same result");
  check_poorer_copy(subject, event, text, outcome);
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pith::fuzz;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string text = event_of(input);
  const std::optional<Json> event = reference::read(text);
  if (!event) {
    pith::EventSet events(usual_subject, keyring());
    claim(!events.add(text).ok(), "a text that is not JSON is not an event");
    claim(events.state().event_count == 0, "a text that is not JSON is not added");
    return 0;
  }
  const bool has_fixed_subject = input.starts_with('#');
  const std::string subject = event->find_string("subject_pith_number").value_or(usual_subject);
  check_event(has_fixed_subject ? usual_subject : subject, text, *event);
  return 0;
}
