// SPEC 9: bundles and merges of files. An input is a text, which is used as a bundle and as a file to merge. If it
// starts with `!`, the text is what follows, and if that is an object, a trusted registry signs it first.
//
// The results must not depend on the spelling, on remembered verdicts, on whether a file is given twice, or on how the
// work is split. If bundle keys are not trusted and there are at most 64 events, the states of the bundle and of the
// merge must be those of the slow reference.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
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
#include "fuzz/support/trust.h"
#include "pith/bundle.h"
#include "pith/canonical.h"
#include "tests/support/reference.h"

namespace pith::fuzz {
namespace {

namespace reference = tests::reference;

// Small, so that it is soon full: the size of a cache must not change a verdict.
constexpr std::size_t cache_entries = 8;

void append(std::string& text, std::string_view part) {
  text += part;
  text += '\n';
}
void append_if_any(std::string& text, const std::optional<std::string>& part) {
  append(text, part ? "+" + *part : "-");
}

std::string describe(const BundleReport& report) {
  std::string text;
  append(text, report.pith_number);
  append(text, report.ok ? "ok" : "not ok");
  append(text, report.state.document);
  for (const Sha256Digest& digest : {report.state.sha256, report.authentic_state_sha256, report.input_sha256}) {
    append(text, to_hex(digest));
  }
  for (const KeyInfo& key : report.keys) {
    append(text, key.key_id + " " + key.fingerprint + " " + std::string(name(key.origin)));
  }
  for (const Check& check : report.checks) {
    append(text, check.name + (check.ok ? " ok " : " fails ") + check.pointer);
    append_if_any(text, check.expected);
    append_if_any(text, check.actual);
  }
  for (const EventReport& event : report.events) {
    append(text, to_hex(event.id) + " " + tests::reason_name(event.reason) + " " + event.pointer);
  }
  for (const Warning& warning : report.warnings) {
    append(text, pith::describe(warning));
  }
  return text;
}

bool is_check_ok(const BundleReport& report, std::string_view name) {
  for (const Check& check : report.checks) {
    if (check.name == name && !check.ok) {
      return false;
    }
  }
  return true;
}

/// What the slow reference gives for a merge, or std::nullopt if it would take too long. Needs a merge that is not
/// refused and has this subject.
std::optional<std::string> reference_merge_of(const std::vector<engine::InputDocument>& pieces,
                                              const std::string& subject) {
  Arrived arrived(subject);
  for (const engine::InputDocument& piece : pieces) {
    const reference::Json document = *reference::read(piece.text);
    for (const reference::Json& value : document.is_object() ? std::vector{document} : document.items) {
      arrived.add(value);
    }
    if (arrived.is_too_many()) {
      return std::nullopt;
    }
  }
  return arrived.reference_outcome();
}

/// The result of a merge of inputs, or the error code of its first refusal.
std::string merge_of(const std::vector<std::string>& inputs, BundleKeys bundle_keys,
                     engine::Spread spread = {1, &known_verdicts()}) {
  engine::InputMerge merge(keyring(), bundle_keys, std::move(spread));
  for (const std::string& input : inputs) {
    for (const Error& error : merge.add_input(input)) {
      return std::string(name(error.code));
    }
  }
  const Result<std::string> subject = merge.find_subject();
  if (!subject) {
    return std::string(name(subject.error().code));
  }
  merge.add_bundle_keys();
  const engine::InputMerge::Merged merged = merge.merge(*subject);
  const State state = engine::compute_state(merged.events, merged.aliases);
  claim(engine::compute_state(merged.events, merged.aliases, Scope::authentic_only).event_count <= state.event_count,
        "there are no more authentic events than events");
  return state.document + "\n" + to_hex(state.sha256) + "\n" +
         to_hex(engine::compute_input_sha256(merged.events, merged.aliases));
}

void check_merge(const std::string& text, const Result<std::string>& canonical, BundleKeys bundle_keys) {
  const std::string once = merge_of({text}, bundle_keys);
  const std::vector<engine::InputDocument> pieces = engine::split_input(text);
  const auto is_refusal = [](const std::string& outcome) { return outcome.find('\n') == std::string::npos; };
  const bool is_refused = is_refusal(once);
  claim_equal(merge_of({text, text}, bundle_keys), once, "a file given twice changes nothing");
  VerdictCache verdicts(cache_entries);
  claim_equal(merge_of({text}, bundle_keys, {3, &verdicts}), once, "a merge in three parts gives the same result");
  claim_equal(merge_of({text}, bundle_keys, {2, &verdicts}), once,
              "a merge with remembered verdicts gives the same result");
  if (!is_refused && bundle_keys == BundleKeys::ignore) {
    const std::string document = once.substr(0, once.find('\n'));
    const std::string subject = *reference::read(document)->find_string("pith_number");
    if (const std::optional<std::string> expected = reference_merge_of(pieces, subject)) {
      claim_equal(once, *expected, "a merge gives what the slow reference gives");
    }
  }
  if (canonical) {
    claim_equal(merge_of({*canonical}, bundle_keys), once, "a merge of the canonical form gives the same result");
    if (canonical->starts_with('{')) {
      claim_equal(merge_of({*canonical + "\n" + *canonical}, bundle_keys), once,
                  "a merge of two lines of the canonical form gives the same result");
    }
  } else {
    std::vector<std::string> lines;
    for (const engine::InputDocument& piece : pieces) {
      lines.emplace_back(piece.text);
    }
    std::reverse(lines.begin(), lines.end());
    std::string joined;
    for (const std::string& line : lines) {
      append(joined, line);
    }
    const std::string reversed = merge_of({joined}, bundle_keys);
    claim(is_refusal(reversed) == is_refused, "a file is refused in every order of its lines, or in none");
    if (!is_refused) {
      claim_equal(reversed, once, "a merge of the lines in another order gives the same result");
      claim_equal(merge_of(lines, bundle_keys), once, "a merge of the lines as files gives the same result");
    }
  }
}

/// The aliases as the bundle lists them, without those that SPEC 6.5 leaves out.
std::vector<Alias> aliases_of(const reference::Json& bundle) {
  std::vector<Alias> aliases;
  const reference::Json* const listed = bundle.find("source_aliases");
  if (listed == nullptr) {
    return aliases;
  }
  for (const reference::Json& item : listed->items) {
    const std::optional<std::string> kind = item.find_string("alias_kind");
    const std::optional<std::string> value = item.find_string("alias_value");
    const std::optional<std::string> created_at = item.find_string("created_at");
    if (kind && value && created_at && reference::instant(*created_at)) {
      aliases.push_back({*kind, *value, *created_at});
    }
  }
  return aliases;
}

void check_reference(const BundleReport& report, const std::string& canonical) {
  const reference::Json bundle = *reference::read(canonical);
  const std::vector<reference::Json>& items = bundle.find("events")->items;
  if (items.size() > reference_events_max) {
    return;
  }
  std::vector<std::string> events;
  for (const reference::Json& item : items) {
    events.push_back(reference::write(item));
  }
  const reference::Checker checker(report.pith_number, key_entries());
  const std::vector<reference::Copy> copies = tests::copies_of(checker, events);
  const std::vector<Alias> aliases = aliases_of(bundle);
  const reference::Outcome outcome = tests::reference_state(checker, copies, aliases);
  claim_equal(report.state.document, outcome.document, "the state of a bundle is that of the slow reference");
  claim_equal(to_hex(report.state.sha256), outcome.state_sha256,
              "the hash of that state is that of the slow reference");
  claim_equal(to_hex(report.input_sha256), tests::reference_input_sha256(checker, copies, aliases),
              "input_sha256 is that of the slow reference");
}

void check_bundle(const Bundle& bundle, const std::string& canonical) {
  const Result<Bundle> canonical_bundle = Bundle::parse(canonical);
  claim(canonical_bundle.ok(), "the canonical form of a bundle is a bundle");
  claim_equal(canonical_bundle->pith_number(), bundle.pith_number(),
              "the canonical form of a bundle has the same Pith Number");
  VerdictCache verdicts(cache_entries);
  for (const BundleKeys bundle_keys : {BundleKeys::ignore, BundleKeys::trust}) {
    const std::string report = describe(bundle.verify(keyring(), bundle_keys));
    claim_equal(describe(canonical_bundle->verify(keyring(), bundle_keys, &known_verdicts())), report,
                "the canonical form of a bundle gets the same report");
    claim_equal(describe(bundle.verify(keyring(), bundle_keys, &verdicts)), report,
                "remembered verdicts change no report");
  }
  const BundleReport report = bundle.verify(keyring(), BundleKeys::ignore, &known_verdicts());
  const bool is_trusted = bundle.has_trusted_signature(keyring());
  claim(is_trusted == (is_check_ok(report, "bundle_signature") && is_check_ok(report, "bundle_sha256")),
        "the bundle's signature holds if both of its checks pass, and only then");
  claim(is_trusted == canonical_bundle->has_trusted_signature(keyring(), &verdicts),
        "the bundle's signature holds in every spelling, or in none");
  const std::vector<Alias> trusted = bundle.aliases_for(bundle.pith_number(), keyring(), &known_verdicts()).aliases;
  claim(is_trusted || trusted.empty(), "a bundle whose signature does not hold gives no aliases");
  EventSet events(bundle.pith_number(), keyring());
  bundle.add_events_to(events, &known_verdicts());
  const std::string alone = events.state(trusted).document;
  bundle.add_events_to(events, &verdicts);
  events.merge(events);
  claim_equal(events.state(trusted).document, alone, "a bundle's events, added again, change nothing");
  if (is_trusted) {
    claim_equal(alone, report.state.document, "the events of a trusted bundle give the state of its report");
  }
  check_reference(report, canonical);
}

/// The object with a bundle signature of the trusted registry (SPEC 9.2 and 9.3). Any other text is returned unchanged.
std::string sign(const std::string& text) {
  std::optional<reference::Json> bundle = reference::read(text);
  if (!bundle || !bundle->is_object()) {
    return text;
  }
  bundle->members.erase("bundle_signature");
  const Sha256Digest digest = tests::crypto().sha256(reference::write(*bundle));
  const tests::Signer& registry = world().registry;
  tests::Members signature = tests::signature_members(registry, "bundle_sha256_bytes", registry.sign(digest));
  signature["bundle_sha256"] = tests::quote(to_hex(digest));
  bundle->members["bundle_signature"] = *reference::read(tests::write_object(signature));
  return reference::write(*bundle);
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pith::fuzz;
  std::string text(reinterpret_cast<const char*>(data), size);
  const bool is_to_be_signed = text.starts_with('!');
  if (is_to_be_signed) {
    text = sign(text.substr(1));
  }
  const pith::Result<std::string> canonical = pith::canonical_json(text);
  const pith::Result<pith::Bundle> bundle = pith::Bundle::parse(text);
  claim(canonical.ok() || !bundle.ok(), "a text that is not JSON is not a bundle");
  if (bundle) {
    claim(!is_to_be_signed || bundle->has_trusted_signature(keyring(), &known_verdicts()),
          "a signed bundle is trusted");
    check_bundle(*bundle, *canonical);
  }
  check_merge(text, canonical, pith::BundleKeys::ignore);
  check_merge(text, canonical, pith::BundleKeys::trust);
  return 0;
}
