// The command `verify`: checks whole bundles, on several threads, and prints one report for each in their order.

#include <algorithm>

#include "canon/json_writer.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/ordered_work.h"
#include "engine/event_id.h"

namespace pith::cli {
namespace {

using Writer = canon::JsonWriter<canon::TextSink>;

void write_key(Writer& out, const KeyInfo& key) {
  out.object({
      {"key_id", [&] { out.string(key.key_id); }},
      {"fingerprint", [&] { out.string(key.fingerprint); }},
      {"signer_id", [&] { out.string_or_null(key.signer_id); }},
      {"signer_type", [&] { out.string_or_null(key.signer_type); }},
      {"origin", [&] { out.string(name(key.origin)); }},
  });
}

void write_check(Writer& out, const Check& check) {
  out.object({
      {"name", [&] { out.string(check.name); }},
      {"ok", [&] { out.boolean(check.ok); }},
      {"expected", [&] { out.string_or_null(check.expected); }},
      {"actual", [&] { out.string_or_null(check.actual); }},
      {"pointer", [&] { out.string(check.pointer); }},
  });
}

void write_event(Writer& out, const EventReport& event) {
  out.object({
      {"event_id", [&] { out.string(engine::event_id(event.id)); }},
      {"verdict", [&] { out.string(event.reason ? "invalid" : "valid"); }},
      {"reason", [&] { event.reason ? out.string(name(*event.reason)) : out.null(); }},
  });
}

std::string write_json(const std::string& file, const BundleReport& report) {
  canon::TextSink text;
  Writer out(text);
  out.object({
      {"format", [&] { out.string("pith-merge.verify.v1"); }},
      {"file", [&] { out.string(to_utf8(file)); }},
      {"pith_number", [&] { out.string(report.pith_number); }},
      {"ok", [&] { out.boolean(report.ok); }},
      {"state_sha256", [&] { out.string(to_hex(report.state.sha256)); }},
      {"authentic_state_sha256", [&] { out.string(to_hex(report.authentic_state_sha256)); }},
      {"input_sha256", [&] { out.string(to_hex(report.input_sha256)); }},
      {"keys", [&] { out.array(report.keys, [&](const KeyInfo& key) { write_key(out, key); }); }},
      {"checks", [&] { out.array(report.checks, [&](const Check& check) { write_check(out, check); }); }},
      {"events", [&] { out.array(report.events, [&](const EventReport& event) { write_event(out, event); }); }},
      {"warnings", [&] { out.array(report.warnings, [&](const Warning& warning) { out.string(describe(warning)); }); }},
  });
  return text.text + "\n";
}

std::string_view explain(KeyOrigin origin) {
  switch (origin) {
    case KeyOrigin::built_in:
      return "built in";
    case KeyOrigin::given:
      return "given with --keys";
    case KeyOrigin::bundle:
      return "taken from the bundle, which vouches for itself";
  }
  return "";
}

void describe_check(std::string& out, const Check& check, const Terminal& terminal) {
  out += "  " + (check.ok ? terminal.good("pass") : terminal.bad("FAIL")) + "  " + check.name;
  if (!check.ok) {
    out += "  " + printable(check.pointer);
  }
  out += '\n';
  if (check.expected) {
    out += "        expected: " + printable(*check.expected) + '\n';
  }
  if (!check.ok && (check.actual || check.expected)) {
    out += "        actual:   " + (check.actual ? printable(*check.actual) : "(missing)") + '\n';
  }
}

std::string write_text(const std::string& file, const BundleReport& report, const Terminal& terminal) {
  std::string out = printable(file) + ": " + printable(report.pith_number) + ' ' +
                    (report.ok ? terminal.good("holds") : terminal.bad("DOES NOT HOLD")) + '\n';
  for (const Check& check : report.checks) {
    describe_check(out, check, terminal);
  }
  for (const EventReport& event : report.events) {
    out += "  event " + engine::event_id(event.id) +
           (event.reason ? " invalid: " + std::string(name(*event.reason)) : " valid") + '\n';
  }
  for (const KeyInfo& key : report.keys) {
    out += "  key " + printable(key.key_id) + ' ' + key.fingerprint + ' ' +
           printable(key.signer_id.value_or("(unbound)")) + ", " + std::string(explain(key.origin)) + '\n';
  }
  for (const Warning& warning : report.warnings) {
    out += "  warning: " + printable(describe(warning)) + '\n';
  }
  return out + "  state_sha256 " + to_hex(report.state.sha256) + '\n';
}

/// Checks one file, on any thread. Returns the function that prints the result and sets `status` when its turn comes.
Finish verify_file(const std::string& path, Result<std::string> text, const Keyring& keyring, VerdictCache& verdicts,
                   const CommonOptions& common, const Terminal& terminal, int& status) {
  const auto refuse = [&path, &terminal, &status](Error error) {
    return [&path, &terminal, &status, error = std::move(error)] {
      terminal.refuse(path, error);
      status = exit_unusable;
    };
  };
  if (!text) {
    return refuse(text.error());
  }
  const Result<Bundle> bundle = Bundle::parse(*std::move(text));
  if (!bundle) {
    return refuse(bundle.error());
  }
  const BundleReport report = bundle->verify(keyring, common.bundle_keys(), &verdicts);
  std::string output;
  if (common.json) {
    output = write_json(path, report);
  } else if (!common.quiet) {
    output = write_text(path, report, terminal);
  }
  return [&terminal, &status, output = std::move(output), ok = report.ok] {
    terminal.write(output);
    status = std::max<int>(status, ok ? exit_holds : exit_differs);
  };
}

}  // namespace

int run_verify(const CommonOptions& common, const VerifyArguments& arguments, const Terminal& terminal) {
  const std::optional<Keyring> keyring = load_keyring(common, terminal);
  if (!keyring) {
    return exit_unusable;
  }
  int status = exit_holds;
  VerdictCache verdicts;  // files of several mirrors hold the same bundles
  const std::vector<std::string>& files = arguments.files;
  // The first `-` gets all of standard input. It is read before the threads start, so that no later `-` comes first.
  const auto first_input = static_cast<std::size_t>(std::find(files.begin(), files.end(), "-") - files.begin());
  const std::optional<Result<std::string>> input =
      first_input < files.size() ? std::optional(read_file("-")) : std::nullopt;
  run_ordered(files.size(), common.thread_count, [&](std::size_t i) {
    return verify_file(files[i], i == first_input ? *input : read_file(files[i]), *keyring, verdicts, common, terminal,
                       status);
  });
  return status;
}

}  // namespace pith::cli
