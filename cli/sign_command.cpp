// The command `sign`: completes a draft with the envelope around a signature, by a key in a file or from elsewhere.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "canon/encoding.h"
#include "canon/json_writer.h"
#include "cli/arguments.h"
#include "cli/byte_format.h"
#include "cli/clock.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/merged_inputs.h"
#include "cli/refusals.h"
#include "cli/signer.h"
#include "cli/would_fork_text.h"
#include "engine/events/sign.h"
#include "engine/reports/would_fork.h"
#include "pith/sign.h"

namespace pith::cli {
namespace {

SignerFiles files_of(const SignArguments& arguments) {
  return {arguments.key, arguments.public_key, arguments.passphrase_file,
          arguments.allows_exposure ? Exposure::allowed : Exposure::refused};
}

/// Throws UsageError unless the options ask for one thing, and name the key that it needs.
void check_arguments(const SignArguments& arguments) {
  const auto require = [](bool condition, const std::string& explanation) {
    if (!condition) {
      throw UsageError(explanation, "sign");
    }
  };
  const int modes = int{arguments.prints_digest} + int{arguments.prints_key} + int{arguments.signature.has_value()};
  require(modes <= 1, "only one of --digest-only, --with-signature and --public can be given");
  require(arguments.key.has_value() != arguments.public_key.has_value(),
          arguments.key ? "only one of --key and --public-key can be given"
                        : "no key is given: name the file of the private key with --key");
  require(arguments.key || modes == 1,
          "a public key cannot sign: name the private key with --key, or give --digest-only, --with-signature or "
          "--public");
  check_key_files(files_of(arguments), "sign");
  require(arguments.key || !(arguments.passphrase_file || arguments.allows_exposure),
          "--passphrase-file and --insecure-key-file are about a private key, and need --key");
  require(!arguments.signed_at || !(arguments.prints_digest || arguments.prints_key),
          "--at is for signed_at, which only a signed event has: leave it out");
  require(arguments.against.empty() || !arguments.prints_key,
          "--against asks about an EVENT, which --public does not take");
  require(!arguments.forks || !arguments.against.empty(), "--force needs --against, which it overrules");
  require(arguments.event != "-" || std::count(arguments.against.begin(), arguments.against.end(), "-") == 0,
          "standard input cannot be both EVENT and what it is compared with");
  require(arguments.key_id.has_value(), "no key id is given: name the key with --key-id, as its keyring does");
  require(arguments.prints_key != arguments.event.has_value(),
          arguments.event ? "--public prints the key's entry, and takes no EVENT" : "no EVENT is given");
}

/// For `--digest-only`.
std::string describe_digest(const Sha256Digest& digest, bool json) {
  if (!json) {
    return to_hex(digest) + "\n";
  }
  canon::TextSink report;
  canon::JsonWriter out(report);
  out.object({
      {"format", [&] { out.string("pith-merge.sign.v1"); }},
      {"content_sha256", [&] { out.string(to_hex(digest)); }},
  });
  return report.text + "\n";
}

/// Signs unless that was done elsewhere. The private key is wiped then.
SignatureBytes sign_once(Signer& signer, const std::optional<SignatureBytes>& given, const Sha256Digest& digest) {
  const SignatureBytes signature = given ? *given : signer.private_key->sign(digest).bytes;
  signer.private_key.reset();
  return signature;
}

/// For people who are not told more: what is wrong, and what to do.
std::string describe_refusal(const WouldFork& report, const SignArguments& arguments, bool can_be_forced) {
  const std::string output = arguments.prints_digest ? "the digest" : "the event";
  std::string text = "pith-merge sign: the event would ";
  text += report.reason ? "not be valid, " + std::string(name(*report.reason)) : "fork";
  if (arguments.forks) {
    return text + ": " + output + " is printed all the same, because of --force";
  }
  return text + ": " + output + " is not printed" + (can_be_forced ? "; --force prints it all the same" : "");
}

/// Asks whether publishing a draft forks something, or whether it is not valid. The draft names its key. Returns
/// exit_holds if it may be signed, and otherwise says why not.
int check_against(const CommonOptions& common, const SignArguments& arguments, const std::string& draft,
                  bool can_be_forced, const Terminal& terminal, const Refusals& refusals) {
  RecordArguments record;
  record.inputs.files = arguments.against;
  VerdictCache verdicts;
  std::optional<InputReader> reader = InputReader::open(common, record, refusals, verdicts);
  if (!reader) {
    return exit_unusable;
  }
  const Result<canon::Document> candidate = engine::parse_candidate(draft);
  if (!candidate) {
    refusals.refuse(*arguments.event, candidate.error());
    return exit_unusable;
  }
  std::optional<engine::InputMerge::Merged> merged = reader->read(refusals, engine::subject_of_candidate(*candidate));
  if (!merged) {
    return exit_unusable;
  }
  const WouldFork report = engine::judge_candidate(*candidate, *merged, &verdicts);
  if (!common.quiet) {
    say_warnings({&report.warnings}, reader->paths(), terminal);
  }
  if (report.is_fine()) {
    return exit_holds;
  }
  if (!common.quiet) {
    // With --force, standard output is for what is printed all the same.
    if (common.json && !arguments.forks) {
      terminal.write(to_json(report) + "\n");
    } else {
      terminal.say_unfinished(describe_would_fork(report, terminal));
    }
  }
  if (!common.quiet || !arguments.forks) {
    terminal.say(describe_refusal(report, arguments, can_be_forced));
  }
  return arguments.forks ? exit_holds : exit_differs;
}

int complete(Signer& signer, const CommonOptions& common, const SignArguments& arguments, const std::string& draft,
             const Crypto& crypto, const Terminal& terminal, const Refusals& refusals) {
  const auto refuse = [&](const Error& error) {
    refusals.refuse(*arguments.event, explain_format(error, describe_format(draft)));
    return exit_unusable;
  };
  const Result<Sha256Digest> digest = draft_digest(draft, signer.key, crypto);
  // What the draft would do beside others is asked before the key is used. A content that no signature makes valid is
  // something that would-fork refuses, and no --force prints it.
  const bool is_accepted = digest.ok();
  if (!arguments.against.empty() &&
      (is_accepted || (digest.error().code == ErrorCode::not_accepted && !arguments.forks))) {
    const std::string content = *engine::fill_draft(draft, signer.key, crypto);
    if (const int status = check_against(common, arguments, content, is_accepted, terminal, refusals);
        status != exit_holds) {
      return status;
    }
  }
  if (!is_accepted) {
    return refuse(digest.error());
  }
  if (arguments.prints_digest) {
    terminal.write(describe_digest(*digest, common.json));
    return exit_holds;
  }
  const SignatureBytes signature = sign_once(signer, arguments.signature, *digest);
  const Result<std::string> event = complete_draft(
      draft, signer.key, signature, arguments.signed_at ? *arguments.signed_at : current_instant(), crypto);
  if (!event) {
    return refuse(event.error());
  }
  terminal.write(*event + "\n");
  return exit_holds;
}

}  // namespace

void add_sign_options(CLI::App& command, SignArguments& sign) {
  constexpr const char* key_group = "Key";
  constexpr const char* sign_group = "Sign";
  const auto add = [&](const char* name, const char* type, const char* group, const char* description,
                       std::optional<std::string>& into) {
    add_value(command, name, description, Times::once, [&into](const std::string& value) { into = value; })
        ->type_name(type)
        ->group(group);
  };
  add("EVENT", "", "Arguments", "The draft: an event's content without its envelope; - is standard input", sign.event);
  add("--key", "PEM", key_group, "The file of the private key: PKCS#8, Ed25519, as openssl genpkey writes it",
      sign.key);
  add("--key-id", "ID", key_group, "The key's name in keyrings", sign.key_id);
  add("--passphrase-file", "FILE", key_group, "The file whose first line is the passphrase of an encrypted key",
      sign.passphrase_file);
  command
      .add_flag("--insecure-key-file", sign.allows_exposure, "Read a key or passphrase even if others can use its file")
      ->group(key_group);
  add("--public-key", "PEM", key_group, "The file of the public key alone, if the private one is elsewhere",
      sign.public_key);
  add_value(command, "--at", "Write this time into signed_at (default: now)", Times::once,
            [&sign](const std::string& text) {
              if (!is_instant(text)) {
                throw CLI::ValidationError("--at", "must be an instant, such as 2026-07-05T14:38:00Z");
              }
              sign.signed_at = text;
            })
      ->type_name("INSTANT")
      ->group(sign_group);
  command
      .add_flag("--digest-only", sign.prints_digest,
                "Print the 32 bytes to sign, in hexadecimal digits, and do not sign")
      ->group(sign_group);
  add_value(command, "--with-signature", "Take this signature, which was made elsewhere, over these bytes", Times::once,
            [&sign](const std::string& text) {
              if (!canon::decode_base64(text, sign.signature.emplace())) {
                throw CLI::ValidationError("--with-signature", "must be the 64 bytes of a signature in base64");
              }
            })
      ->type_name("BASE64")
      ->group(sign_group);
  add_value(command, "--against", "Refuse what would not be valid or would fork beside these events (may be repeated)",
            Times::any, [&sign](const std::string& path) { sign.against.push_back(path); })
      ->type_name("FILE")
      ->group(sign_group);
  command.add_flag("--force", sign.forks, "Print the event even if --against refuses it")->group(sign_group);
  command.add_flag("--public", sign.prints_key, "Print the key's entry for a keyring, and do not sign")
      ->group(sign_group);
}

int run_sign(const CommonOptions& common, const SignArguments& arguments, const Terminal& terminal) {
  check_arguments(arguments);
  const Refusals refusals("sign", common.json, terminal);
  const Crypto crypto;
  std::optional<Signer> signer = read_signer(files_of(arguments), *arguments.key_id, crypto, refusals);
  if (!signer) {
    return exit_unusable;
  }
  if (arguments.prints_key || arguments.prints_digest || arguments.signature) {
    signer->private_key.reset();
  }
  if (arguments.prints_key) {
    terminal.write(*key_entry(signer->key, crypto) + "\n");
    return exit_holds;
  }
  const Result<std::string> draft = read_file(*arguments.event);
  if (!draft) {
    refusals.refuse(*arguments.event, draft.error());
    return exit_unusable;
  }
  return complete(*signer, common, arguments, *draft, crypto, terminal, refusals);
}

}  // namespace pith::cli
