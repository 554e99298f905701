// What a publisher calls: drafts are completed, `would_fork` is asked, and the inputs are united as a bundle and drawn
// as a graph. An input of this target is a byte of choices, and then texts: FF, which is never in UTF-8, ends each of
// them but the last. A signer of the tests completes each text that is a draft. The first text is the event that would
// be published, and the others are what is there already.
//
// None of these calls has a rule of its own. So a draft must be completed to the event that the rules give, what
// would_fork() says must be what merges with and without the event show, and merging a union must give the state of the
// inputs. A graph must have every event, and no text of the inputs may get out of its quotes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/support/claim.h"
#include "fuzz/support/draft_claims.h"
#include "fuzz/support/fork_claims.h"
#include "fuzz/support/judgement.h"
#include "fuzz/support/markup.h"
#include "fuzz/support/signing.h"
#include "fuzz/support/texts.h"
#include "fuzz/support/trust.h"
#include "pith/bundle.h"
#include "pith/canonical.h"
#include "pith/graph.h"
#include "pith/merge_inputs.h"
#include "pith/sign.h"
#include "pith/union_bundle.h"

namespace pith::fuzz {
namespace {

namespace reference = tests::reference;
using reference::Json;

using Inputs = std::vector<std::string_view>;

constexpr std::size_t texts_max = 4;
// The record of most vectors.
constexpr std::string_view named_subject = "pith:2026:DOJMBBQIO75SNACYI5IBN4UUUM";

struct Settings {
  MergeOptions options;
  GraphFormat format = GraphFormat::svg;
  const tests::Signer* signer = nullptr;  // of drafts and bundles
};

Settings read_settings(unsigned char choices) {
  constexpr GraphFormat formats[] = {GraphFormat::svg, GraphFormat::html, GraphFormat::dot};
  Settings settings;
  settings.options.bundle_keys = (choices & 1U) != 0 ? BundleKeys::trust : BundleKeys::ignore;
  settings.options.subject = (choices & 2U) != 0 ? named_subject : "";
  settings.options.verdicts = &known_verdicts();
  settings.format = formats[(choices >> 2U & 3U) % 3];
  settings.signer = &some_signer(choices >> 4U);
  return settings;
}

/// The inputs in another order, one of them twice.
Inputs turned_round(Inputs inputs) {
  std::reverse(inputs.begin(), inputs.end());
  inputs.push_back(inputs.front());
  return inputs;
}

template <class Value>
std::string describe_refusal(const Result<Value>& result, std::size_t refused_input) {
  return result ? "" : std::string(name(result.error().code)) + " " + std::to_string(refused_input);
}

std::string format_fault(const std::string& document, GraphFormat format) {
  return format == GraphFormat::dot ? dot_fault(document) : markup_fault(document);
}

void check_graph(const Inputs& inputs, const Settings& settings, const State& state, const Graph& graph) {
  claim(graph.event_count == state.event_count, "a graph has the events of the state");
  claim((graph.folded_count == 0) == (graph.mark_count == graph.event_count) && graph.mark_count <= graph.event_count,
        "there are fewer marks than events exactly if some are folded");
  claim_equal(character_fault(graph.document), "", "a graph has no characters that act");
  claim_equal(format_fault(graph.document, settings.format), "", "no text gets out of its quotes in a graph");
  const Judgement judgement(state);
  claim(graph.folded_count > 0 ||
            std::all_of(judgement.all.begin(), judgement.all.end(),
                        [&](const Sha256Digest& id) { return graph.document.find(event_id(id)) != std::string::npos; }),
        "a graph without folded events names each of them");
  claim(settings.format != GraphFormat::html || graph.document.find(to_hex(state.sha256)) != std::string::npos,
        "a page has the hash of the state");
  const MergeOptions& options = settings.options;
  const Result<Graph> other = draw_graph(turned_round(inputs), keyring(),
                                         {options.subject, options.bundle_keys, options.verdicts, settings.format});
  claim(other.ok() && other->document == graph.document, "order and repetition make no difference to a graph");
}

/// What a union must not change: the state of the authentic events, which has no aliases, and the others' reasons.
std::string state_without_aliases(const Inputs& inputs, MergeOptions options) {
  const Result<MergedInputs> all = merge_inputs(inputs, keyring(), options);
  options.scope = Scope::authentic_only;
  const Result<MergedInputs> authentic = merge_inputs(inputs, keyring(), options);
  claim(all.ok() && authentic.ok(), "inputs and their union can be merged in either scope");
  std::string text = authentic->state.document;
  for (const InvalidEvent& event : all->state.invalid_events) {
    text += "\n" + event_id(event.id) + " " + std::string(name(event.reason));
  }
  return text;
}

Result<UnionBundle> unite(const Inputs& inputs, const Settings& settings, std::size_t* refused_input = nullptr) {
  const MergeOptions& options = settings.options;
  // If the keys of bundles are trusted, then so is the one that is listed as the signing key.
  const std::string signing_key =
      options.bundle_keys == BundleKeys::trust ? "" : *key_entry(key_of(*settings.signer), tests::crypto());
  return unite_bundles(inputs, keyring(),
                       {options.subject, options.bundle_keys, options.verdicts, "2026-07-05T14:38:00Z", signing_key},
                       refused_input);
}

std::string without_signature(const std::string& bundle) {
  Json json = *reference::read(bundle);
  json.members.erase("bundle_signature");
  return reference::write(json);
}

/// Claims that a signature changes nothing else, and replaces another one. Returns the bundle with the signature.
std::string check_signature(const std::string& bundle, const Sha256Digest& digest, const tests::Signer& signer) {
  const std::string signature = signer.sign(digest);
  const Result<std::string> once = add_bundle_signature(
      bundle, {signer.key_id, signer.fingerprint(), signature, "2026-07-05T14:38:00Z"}, tests::crypto());
  claim(once.ok() && *canonical_json(*once) == *once, "a bundle with a signature is in canonical form");
  claim_equal(without_signature(*once), without_signature(bundle), "a signature keeps the rest of a bundle");
  const Result<Sha256Digest> digest_once = bundle_digest(*once, tests::crypto());
  claim(digest_once.ok() && *digest_once == digest, "a signature is not part of what it signs");
  const BundleSignature other = {"k", "f", "s", ""};
  claim_equal(*add_bundle_signature(*once, other, tests::crypto()),
              *add_bundle_signature(bundle, other, tests::crypto()), "a signature replaces the one before it");
  return *once;
}

/// SPEC 9.4: which checks of a union fail once a registry signed it. A receipt may fail too.
std::set<std::string> expected_failures(const UnionBundle& bundle) {
  std::set<std::string> failures;
  if (!bundle.has_record) {
    failures = {"canonical_record", "canonical_sha256", "pith_number", "short_pith_number"};
  }
  if (!bundle.state.invalid_events.empty()) {
    failures.insert("events");
  }
  return failures;
}

void check_signed_union(const UnionBundle& bundle, const std::string& signed_bundle, const Settings& settings) {
  const BundleReport report =
      Bundle::parse(signed_bundle)->verify(keyring(), settings.options.bundle_keys, &known_verdicts());
  std::set<std::string> failures;
  for (const Check& check : report.checks) {
    if (!check.ok && check.name != "receipt") {
      failures.insert(check.name);
    }
  }
  claim(failures == expected_failures(bundle), "a union that a registry signs passes the checks that it can pass");
  const Result<UnionBundle> again = unite({signed_bundle}, settings);
  claim(again.ok(), "a union can be united");
  claim_equal(again->document, bundle.document, "a union that a registry signs is its own union");
}

void check_union(const Inputs& inputs, const Settings& settings, const State& state, const UnionBundle& bundle) {
  claim_equal(*canonical_json(bundle.document), bundle.document, "a union is in canonical form");
  const Result<Sha256Digest> digest = bundle_digest(bundle.document, tests::crypto());
  claim(digest.ok() && *digest == bundle.bundle_sha256 && *digest == tests::crypto().sha256(bundle.document),
        "the hash of a union is that of its bytes");
  const Result<UnionBundle> other = unite(turned_round(inputs), settings);
  claim(other.ok() && other->document == bundle.document, "order and repetition make no difference to a union");
  claim(canonical_json(to_json(bundle)).ok(), "a report on a union is JSON");
  const auto is_event = [](const LeftOut& one) { return one.code == LeftOutCode::event_too_deep; };
  const auto missing = std::count_if(bundle.left_out.begin(), bundle.left_out.end(), is_event);
  claim(bundle.state.event_count + static_cast<std::size_t>(missing) == state.event_count,
        "a union has every event that it does not leave out");
  MergeOptions options = settings.options;
  options.subject = bundle.pith_number;
  if (bundle.is_whole()) {
    claim_equal(state_without_aliases({bundle.document}, options), state_without_aliases(inputs, options),
                "merging a union gives the state of the inputs, apart from aliases");
  }
  const std::string signed_bundle = check_signature(bundle.document, bundle.bundle_sha256, world().registry);
  check_signed_union(bundle, signed_bundle, settings);
}

void check_as_bundle(const std::string& text, const tests::Signer& signer) {
  const Result<Sha256Digest> digest = bundle_digest(text, tests::crypto());
  const Result<Bundle> bundle = Bundle::parse(text);
  claim_equal(describe_refusal(digest, 0), describe_refusal(bundle, 0), "exactly a bundle has a digest");
  const Result<std::string> with_signature = add_bundle_signature(text, {"k", "f", "s", ""}, tests::crypto());
  claim_equal(describe_refusal(with_signature, 0), describe_refusal(bundle, 0), "exactly a bundle gets a signature");
  if (digest) {
    claim_equal(to_hex(*digest), to_hex(tests::crypto().sha256(without_signature(text))),
                "the digest of a bundle is the hash of the rest of it");
    check_signature(text, *digest, signer);
  }
}

void check_inputs(const Inputs& inputs, const Settings& settings) {
  const MergeOptions& options = settings.options;
  std::size_t refused_by_merge = 0, refused_by_graph = 0, refused_by_union = 0;
  const Result<MergedInputs> merged = merge_inputs(inputs, keyring(), options, &refused_by_merge);
  const Result<Graph> graph = draw_graph(
      inputs, keyring(), {options.subject, options.bundle_keys, options.verdicts, settings.format}, &refused_by_graph);
  const Result<UnionBundle> bundle = unite(inputs, settings, &refused_by_union);
  const std::string refusal = describe_refusal(merged, refused_by_merge);
  claim_equal(describe_refusal(graph, refused_by_graph), refusal, "a graph is refused exactly as a merge is");
  claim_equal(describe_refusal(bundle, refused_by_union), refusal, "a union is refused exactly as a merge is");
  if (merged) {
    claim(graph->subject == merged->subject && bundle->pith_number == merged->subject,
          "a graph and a union are about the record that is merged");
    check_graph(inputs, settings, merged->state, *graph);
    check_union(inputs, settings, merged->state, *bundle);
  }
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pith::fuzz;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Settings settings = read_settings(bytes.empty() ? 0 : data[0]);
  const std::vector<std::string> texts = cut_texts(bytes.substr(bytes.empty() ? 0 : 1), texts_max);
  std::vector<std::string> completed;
  for (const std::string& text : texts) {
    check_as_bundle(text, *settings.signer);
    completed.push_back(check_draft(text, *settings.signer).value_or(text));
  }
  const Inputs inputs(completed.begin(), completed.end());
  const Inputs others(inputs.begin() + 1, inputs.end());
  check_inputs(inputs, settings);
  check_would_fork(completed.front(), others, settings.options);
  if (completed.front() != texts.front()) {
    check_would_fork_of_draft(texts.front(), completed.front(), others, settings.options);
  }
  return 0;
}
