// Finds the causes among the failed checks of a bundle.
//
// Idea: each check recomputes one claim from some parts of the bundle. If such a part is wrong, the check says nothing
// new. So a failed check is a consequence if a check of a part that it depends on has failed too.
//
// Example: one letter of an event was changed. The event is `content_hash_mismatch`, so it does not enter the state, so
// the stated state is not the computed one; and the hash of the bundle is wrong. `events` is the cause.
// Counter-example: the stated state was changed. Then no event is at fault, and `state` is the cause.
//
// Linear in the report. Its test is tests/cli/test_causes.py: every leaf of four kinds of bundle changed in turn, and
// two hundred pairs of changes. tests/cli/test_summaries.py has the sentences.

#include "pith/diagnosis.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "canon/text.h"
#include "pith/event.h"

namespace pith {
namespace {

constexpr std::size_t reason_count = static_cast<std::size_t>(Reason::prev_event_unresolved) + 1;

/// What a bundle has that no inner hash or signature covers. Only `bundle_sha256` can tell that it was changed.
constexpr std::string_view uncovered_parts =
    "links, mirror_hints, timestamp_proofs, built_at, unknown members, the texts in public_keys, signed_at in an "
    "event's signature, or bundle_sha256 itself";

class FailedChecks {
 public:
  explicit FailedChecks(const std::vector<Check>& checks) {
    for (const Check& check : checks) {
      if (!check.ok && !has(check.name)) {
        first_of_name_.push_back(&check);
      }
    }
  }

  bool has(std::string_view name) const { return find(name) != nullptr; }
  const Check* find(std::string_view name) const {
    const auto found = std::find_if(first_of_name_.begin(), first_of_name_.end(),
                                    [name](const Check* check) { return check->name == name; });
    return found == first_of_name_.end() ? nullptr : *found;
  }
  /// One for each name, in the order of the report.
  const std::vector<const Check*>& first_of_name() const { return first_of_name_; }

 private:
  std::vector<const Check*> first_of_name_;  // at most one for each name of SPEC 9.4
};

/// How many events have each reason.
class ReasonCounts {
 public:
  void add(Reason reason) { ++counts_[static_cast<std::size_t>(reason)]; }

  std::size_t of(Reason reason) const { return counts_[static_cast<std::size_t>(reason)]; }
  std::size_t total() const {
    std::size_t sum = 0;
    for (const std::size_t count : counts_) {
      sum += count;
    }
    return sum;
  }
  /// Calls `visit(reason, count)` for each reason that occurs, in the order of the checks.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] > 0) {
        visit(static_cast<Reason>(i), counts_[i]);
      }
    }
  }

 private:
  std::array<std::size_t, reason_count> counts_ = {};
};

class Diagnoser {
 public:
  explicit Diagnoser(const BundleReport& report) : report_(report), failed_(report.checks) {
    for (const EventReport& event : report.events) {
      has_bad_receipt_ = has_bad_receipt_ || event.reason == Reason::bad_receipt;
      if (is_at_fault(event)) {
        unexplained_.add(*event.reason);
      }
    }
  }

  Diagnosis run() const {
    Diagnosis diagnosis;
    for (const Check* const check : failed_.first_of_name()) {
      if (check->name != "bundle_sha256" && check->name != "bundle_signature") {
        (follows(check->name) ? diagnosis.consequences : diagnosis.causes).push_back(check->name);
      }
    }
    if (failed_.has("bundle_sha256")) {  // it covers everything else
      const bool is_cause = diagnosis.causes.empty() || is_unsigned();
      (is_cause ? diagnosis.causes : diagnosis.consequences).emplace_back("bundle_sha256");
    }
    if (failed_.has("bundle_signature")) {  // it signs bundle_sha256
      (failed_.has("bundle_sha256") ? diagnosis.consequences : diagnosis.causes).emplace_back("bundle_signature");
    }
    diagnosis.faults = list_faults(diagnosis.causes);
    diagnosis.summary = summarise(diagnosis.causes);
    return diagnosis;
  }

 private:
  // The fault of an event says nothing new if the part that the event depends on is wrong itself.
  bool is_at_fault(const EventReport& event) const {
    if (!event.reason) {
      return false;
    }
    switch (*event.reason) {
      case Reason::record_mismatch:
      case Reason::subject_mismatch:
        return !failed_.has("pith_number");  // otherwise the record or the number is wrong
      case Reason::bad_receipt:
        return false;  // `receipt` reports it
      case Reason::prev_event_unresolved:
        return event.waits_for_missing;  // otherwise it waits for another invalid event
      default:
        return true;
    }
  }

  bool record_was_changed() const { return failed_.has("canonical_sha256") && failed_.has("pith_number"); }
  /// Whether what the state is computed from is wrong: the subject, an event or an alias.
  bool state_is_explained() const {
    const bool subject_is_wrong = failed_.has("pith_number") && !follows("pith_number");
    return subject_is_wrong || failed_.has("events") || failed_.has("source_aliases");
  }
  bool is_unsigned() const {
    const Check* const check = failed_.find("bundle_sha256");
    return check != nullptr && !check->actual;
  }

  /// Whether a failed check, other than the two of the bundle's signature, follows from another one.
  bool follows(std::string_view name) const {
    if (name == "canonical_sha256") {
      return failed_.has("canonical_record");
    }
    if (name == "pith_number" || name == "short_pith_number" || name == "source" || name == "source_aliases") {
      return failed_.has("canonical_record") || record_was_changed();
    }
    if (name == "events") {
      return unexplained_.total() == 0;
    }
    if (name == "receipt") {  // of an event that is not authentic, whose own reason comes first
      return !has_bad_receipt_;
    }
    if (name == "state") {
      return state_is_explained();
    }
    if (name == "state_sha256") {
      return state_is_explained() || failed_.has("state");
    }
    return false;
  }

  /// The failed entries of the report that are causes. Entries of `events` come in the order of the events, but not
  /// all of them may be listed.
  std::vector<std::size_t> list_faults(const std::vector<std::string>& causes) const {
    std::vector<std::size_t> faults;
    auto event = report_.events.begin();
    for (std::size_t i = 0; i < report_.checks.size(); ++i) {
      const Check& check = report_.checks[i];
      if (check.ok || std::find(causes.begin(), causes.end(), check.name) == causes.end()) {
        continue;
      }
      if (check.name == "events") {
        event = std::find_if(event, report_.events.end(),
                             [&](const EventReport& other) { return other.pointer == check.pointer; });
        if (event != report_.events.end() && !is_at_fault(*event)) {
          continue;
        }
      }
      faults.push_back(i);
    }
    return faults;
  }

  std::string summarise(const std::vector<std::string>& causes) const {
    if (causes.empty()) {
      return "holds";
    }
    // The bundle's signature and the receipts name no trusted key either.
    const bool nobody_is_trusted = unexplained_.of(Reason::unknown_key) == report_.events.size() &&
                                   !report_.events.empty() && failed_.has("bundle_signature");
    if (nobody_is_trusted && causes == std::vector<std::string>{"events", "bundle_signature"}) {
      return "no key that you trust signed this" + list_unknown_keys(KeysOf::all);
    }
    constexpr std::size_t sentences_max = 2;
    std::string summary;
    for (std::size_t i = 0; i < std::min(causes.size(), sentences_max); ++i) {
      summary += (i == 0 ? "" : "; ") + explain(causes[i]);
    }
    if (causes.size() > sentences_max) {
      summary += "; and " + std::to_string(causes.size() - sentences_max) + " more";
    }
    return summary;
  }

  std::string explain(const std::string& cause) const {
    struct Sentence {
      std::string_view name;
      std::string_view text;
    };
    static constexpr std::array<Sentence, 8> sentences = {{
        {"bundle_version", "the bundle states another version than 1.0, or none"},
        {"canonical_record", "there is no record, or it has no year, so no Pith Number follows from it"},
        {"pith_number", "the stated Pith Number is not the record's"},
        {"short_pith_number", "the stated short Pith Number is not the record's"},
        {"source", "the stated source is not the record's"},
        {"source_aliases", "a stated alias is not the one that follows from the record"},
        {"public_keys", "an entry of public_keys is not a key that may be trusted"},
        {"merge_version", "the bundle states other merge rules, or none"},
    }};
    const auto found = std::find_if(sentences.begin(), sentences.end(),
                                    [&](const Sentence& sentence) { return sentence.name == cause; });
    if (found != sentences.end()) {
      return std::string(found->text);
    }
    if (cause == "receipt") {
      return "a receipt fails: " + failed_.find(cause)->actual.value_or("");
    }
    if (cause == "canonical_sha256") {
      return record_was_changed() ? "the record was changed after it was signed"
                                  : "the stated canonical_sha256 is not the hash of the record";
    }
    if (cause == "events") {
      return explain_events();
    }
    if (cause == "state") {
      return failed_.has("state_sha256") ? "the stated state is not what the events and aliases give"
                                         : "the stated state was changed after its hash was made";
    }
    if (cause == "state_sha256") {
      return "the stated state_sha256 is not the hash of the state";
    }
    if (cause == "bundle_sha256" && is_unsigned()) {
      const Check* const signature = failed_.find("bundle_signature");
      const bool has_signature = signature == nullptr || signature->actual;
      return has_signature ? "the bundle's signature does not state bundle_sha256" : "the bundle is not signed";
    }
    if (cause == "bundle_sha256") {
      return "something in the bundle was changed after it was signed, and only its own signature covers that (" +
             std::string(uncovered_parts) + ")";
    }
    return "the bundle's own signature fails: " + failed_.find(cause)->actual.value_or("it is missing");
  }

  std::string explain_events() const {
    const std::size_t count = unexplained_.total();
    std::string reasons;
    std::string sentence;
    std::size_t kinds = 0;
    unexplained_.for_each([&](Reason reason, std::size_t count_of_reason) {
      ++kinds;
      reasons += (reasons.empty() ? "" : ", ") + std::to_string(count_of_reason) + " " + std::string(name(reason));
      sentence = predicate(reason, count_of_reason == 1);
    });
    const std::string subject = std::to_string(count) + " of " + std::to_string(report_.events.size()) +
                                (report_.events.size() == 1 ? " event " : " events ");
    if (kinds > 1) {
      return subject + (count == 1 ? "is" : "are") + " not valid (" + reasons + ")";
    }
    const bool key_is_unknown = unexplained_.of(Reason::unknown_key) > 0;
    return subject + sentence + (key_is_unknown ? list_unknown_keys(KeysOf::events) : "");
  }

  static std::string predicate(Reason reason, bool is_one) {
    const std::string is = is_one ? "is " : "are ";
    const std::string was = is_one ? "was " : "were ";
    const std::string its = is_one ? "its " : "their ";
    const auto verb = [is_one](std::string_view stem) { return std::string(stem) + (is_one ? "s " : " "); };
    switch (reason) {
      case Reason::malformed:
        return (is_one ? "does" : "do") + std::string(" not have the form of an event");
      case Reason::limit_exceeded:
        return is + "too large, too deep, or " + (is_one ? "has" : "have") + " too many links";
      case Reason::unsupported_schema_version:
        return (is_one ? "has" : "have") + std::string(" a schema version that this program does not know");
      case Reason::subject_mismatch:
        return is + "about another record";
      case Reason::unknown_key:
        return is + "not signed by a key that you trust";
      case Reason::signer_mismatch:
        return verb("claim") + "a signer for whom " + its + "key does not speak";
      case Reason::key_expired:
        return verb("claim") + "a time at which " + its + "key had been replaced";
      case Reason::not_authorised:
        return verb("create") + "the record without a registry key";
      case Reason::record_mismatch:
        return verb("create") + "a record other than the bundle's";
      case Reason::content_hash_mismatch:
      case Reason::event_id_mismatch:
        return was + "changed after " + (is_one ? "it was" : "they were") + " signed";
      case Reason::bad_signature:
        return is + "not signed by " + its + "signer's key";
      case Reason::bad_receipt:
        return (is_one ? "has" : "have") + std::string(" a receipt that does not hold");
      case Reason::prev_event_unresolved:
        return verb("wait") + "for an event that is missing";
    }
    return is + "not valid";
  }

  /// A key_id is any text. This much of one fits into a sentence.
  static constexpr std::size_t key_id_size_bytes_max = 67;

  enum class KeysOf : std::uint8_t { all, events };

  /// `: KEY_ID, KEY_ID`, or nothing.
  std::string list_unknown_keys(KeysOf which) const {
    constexpr std::size_t listed_max = 3;
    std::string list;
    std::size_t count = 0;
    for (const UnknownKey& key : report_.unknown_keys) {
      if ((which == KeysOf::all || key.is_of_event) && ++count <= listed_max) {
        list += (count == 1 ? ": " : ", ") + canon::shorten(key.key_id, key_id_size_bytes_max);
      }
    }
    return list + (count > listed_max ? ", ..." : "");
  }

  const BundleReport& report_;
  FailedChecks failed_;
  ReasonCounts unexplained_;  // of the events that are at fault themselves
  bool has_bad_receipt_ = false;
};

}  // namespace

Diagnosis diagnose(const BundleReport& report) {
  return Diagnoser(report).run();
}

}  // namespace pith
