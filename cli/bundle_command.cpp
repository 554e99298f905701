// The command `bundle`: prints the union of the files as one bundle. What it leaves out goes to standard error.

#include <cassert>

#include "canon/encoding.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/count.h"
#include "cli/indent.h"
#include "cli/merged_inputs.h"
#include "cli/short_list.h"
#include "cli/signer.h"
#include "engine/bundles/union_bundle.h"
#include "engine/event_id.h"

namespace pith::cli {
namespace {

/// What the bundle cannot hold is an error, and is said with --quiet too.
bool is_error(LeftOutCode code) {
  return code == LeftOutCode::event_too_deep || code == LeftOutCode::copy_too_deep;
}

void say_left_out(const UnionBundle& bundle, bool quiet, const Terminal& terminal) {
  ShortList<LeftOutCode> kinds;
  for (const LeftOut& one : bundle.left_out) {
    if ((quiet && !is_error(one.code)) || !kinds.count(one.code)) {
      continue;
    }
    terminal.say("pith-merge bundle: left out: " + std::string(name(one.code)) + ": " +
                 (one.event_id ? engine::event_id(*one.event_id) : one.member) + ": " + printable(one.explanation));
  }
  kinds.for_each_rest([&](LeftOutCode code, std::size_t count) {
    terminal.say("pith-merge bundle: left out: " + std::string(name(code)) + ": ... and " + std::to_string(count) +
                 " more");
  });
}

std::string describe_counts(const State& state, bool is_signed) {
  const std::size_t count = state.event_count;
  const std::size_t invalid = state.invalid_events.size();
  return with_thousands(count) + (count == 1 ? " event" : " events") +
         (invalid == 0 ? "" : ", " + with_thousands(invalid) + (invalid == 1 ? " is" : " are") + " not valid") +
         (is_signed ? "; the bundle is signed" : "; the bundle is not signed");
}

SignerFiles files_of(const BundleArguments& arguments) {
  return {arguments.key, std::nullopt, arguments.passphrase_file,
          arguments.allows_exposure ? Exposure::allowed : Exposure::refused};
}

/// Throws UsageError if the options of the key do not belong together.
void check_arguments(const BundleArguments& arguments) {
  if (arguments.built_at && !is_instant(*arguments.built_at)) {
    throw UsageError("--at must be an instant, such as 2026-07-05T14:38:00Z", "bundle");
  }
  if (arguments.key.has_value() != arguments.key_id.has_value()) {
    throw UsageError(arguments.key ? "no key id is given: name the key with --key-id, as its keyring does"
                                   : "no key is given: name the file of the private key with --sign-with",
                     "bundle");
  }
  if (!arguments.key && (arguments.passphrase_file || arguments.allows_exposure)) {
    throw UsageError("the options about a key file need --sign-with", "bundle");
  }
  check_key_files(files_of(arguments), "bundle");
}

/// The key of --sign-with. If it is refused, says so. Returns std::nullopt then, and if there is none.
std::optional<Signer> read_key(const BundleArguments& arguments, const Crypto& crypto, const Refusals& refusals) {
  if (!arguments.key) {
    return std::nullopt;
  }
  return read_signer(files_of(arguments), *arguments.key_id, crypto, refusals);
}

/// SPEC 9.3. Nothing signs `signed_at`, so the signature says only what the caller asked for.
std::string sign(const UnionBundle& bundle, const Signer& signer, std::string_view key_entry,
                 std::string_view signed_at, const Crypto& crypto) {
  Keyring keyring(crypto);
  [[maybe_unused]] const Result<void> added = keyring.add(key_entry);
  assert(added);
  const std::string fingerprint = keyring.keys().front().fingerprint;
  const std::string signature = canon::encode_base64(signer.private_key->sign(bundle.bundle_sha256).bytes);
  return *add_bundle_signature(bundle.document, {signer.key.key_id, fingerprint, signature, signed_at}, crypto);
}

}  // namespace

int run_bundle(const CommonOptions& common, const BundleArguments& arguments, const Terminal& terminal) {
  check_arguments(arguments);
  const Refusals refusals("bundle", common.json, terminal);
  // With --keep-going, standard output is for the bundle alone.
  const Refusals skipped("bundle", common.json && !arguments.record.keep_going, terminal);
  const Crypto crypto;
  std::optional<Signer> signer = read_key(arguments, crypto, refusals);
  if (arguments.key && !signer) {
    return exit_unusable;
  }
  VerdictCache verdicts;
  std::optional<InputReader> reader = InputReader::open(common, arguments.record, refusals, verdicts);
  if (!reader) {
    return exit_unusable;
  }
  const std::optional<engine::InputMerge::Merged> merged = reader->read(skipped);
  if (!merged) {
    return exit_unusable;
  }
  UnionOptions options;
  options.verdicts = &verdicts;
  options.built_at = arguments.built_at ? std::string_view(*arguments.built_at) : std::string_view();
  const std::string entry = signer ? *key_entry(signer->key, crypto) : "";
  options.signing_key = entry;
  const Result<UnionBundle> bundle = engine::write_union(reader->merge(), *merged, options);
  if (!bundle) {
    refusals.refuse(bundle.error());
    return exit_unusable;
  }
  say_left_out(*bundle, common.quiet, terminal);
  if (!common.quiet) {
    say_warnings({&bundle->warnings, &bundle->state.warnings}, reader->paths(), terminal);
    if (!bundle->has_record) {
      terminal.say(
          "pith-merge bundle: warning: no input has the record, so the bundle lacks it and never verifies: add an "
          "input "
          "that has it, such as an earlier bundle");
    }
    terminal.say("pith-merge bundle: " + describe_counts(bundle->state, signer.has_value()));
  }
  const bool is_for_people = terminal.output_is_terminal() && !common.json;
  const std::string document = signer ? sign(*bundle, *signer, entry, options.built_at, crypto) : bundle->document;
  signer.reset();
  terminal.write((is_for_people ? indent(document) : document) + "\n");
  return !reader->is_whole() ? exit_unusable : bundle->is_whole() ? exit_holds : exit_differs;
}

}  // namespace pith::cli
