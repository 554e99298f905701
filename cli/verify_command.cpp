#include <algorithm>

#include "cli/commands.h"
#include "cli/file.h"
#include "cli/json_writer.h"
#include "cli/ordered_work.h"
#include "engine/events/event_id.h"

namespace pith::cli {
namespace {

void put_keys(JsonWriter& out, const std::vector<KeyInfo>& keys) {
  out.begin_array();
  for (const KeyInfo& key : keys) {
    out.begin_object();
    out.key("key_id");
    out.string(key.key_id);
    out.key("fingerprint");
    out.string(key.fingerprint);
    out.key("signer_id");
    out.string_or_null(key.signer_id);
    out.key("signer_type");
    out.string_or_null(key.signer_type);
    out.key("origin");
    out.string(name(key.origin));
    out.end_object();
  }
  out.end_array();
}

void put_checks(JsonWriter& out, const std::vector<Check>& checks) {
  out.begin_array();
  for (const Check& check : checks) {
    out.begin_object();
    out.key("name");
    out.string(check.name);
    out.key("ok");
    out.boolean(check.ok);
    out.key("expected");
    out.string_or_null(check.expected);
    out.key("actual");
    out.string_or_null(check.actual);
    out.key("pointer");
    out.string(check.pointer);
    out.end_object();
  }
  out.end_array();
}

void put_events(JsonWriter& out, const std::vector<EventReport>& events) {
  out.begin_array();
  for (const EventReport& event : events) {
    out.begin_object();
    out.key("event_id");
    out.string(engine::event_id(event.id));
    out.key("verdict");
    out.string(event.reason ? "invalid" : "valid");
    out.key("reason");
    out.string_or_null(event.reason ? std::optional(std::string(name(*event.reason))) : std::nullopt);
    out.end_object();
  }
  out.end_array();
}

std::string write_json(const std::string& file, const BundleReport& report) {
  JsonWriter out;
  out.begin_object();
  out.key("format");
  out.string("pith-merge.verify.v1");
  out.key("file");
  out.string(to_utf8(file));
  out.key("pith_number");
  out.string(report.pith_number);
  out.key("ok");
  out.boolean(report.ok);
  out.key("state_sha256");
  out.string(to_hex(report.state.sha256));
  out.key("authentic_state_sha256");
  out.string(to_hex(report.authentic_state_sha256));
  out.key("input_sha256");
  out.string(to_hex(report.input_sha256));
  out.key("keys");
  put_keys(out, report.keys);
  out.key("checks");
  put_checks(out, report.checks);
  out.key("events");
  put_events(out, report.events);
  out.key("warnings");
  out.begin_array();
  for (const std::string& warning : report.warnings) {
    out.string(warning);
  }
  out.end_array();
  out.end_object();
  return out.text() + "\n";
}

std::string_view explain(KeyOrigin origin) {
  switch (origin) {
    case KeyOrigin::built_in:
      return "built in";
    case KeyOrigin::given:
      return "given with --keys";
    case KeyOrigin::bundle:
      return "taken from the bundle: it vouches for itself";
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
  for (const std::string& warning : report.warnings) {
    out += "  warning: " + printable(warning) + '\n';
  }
  return out + "  state_sha256 " + to_hex(report.state.sha256) + '\n';
}

/// Checks one file, on any thread; what is to be printed waits for its turn. `status` is for that turn too.
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

int run_verify(const CommonOptions& common, const VerifyOptions& options, const Terminal& terminal) {
  const std::optional<Keyring> keyring = load_keyring(common, terminal);
  if (!keyring) {
    return exit_unusable;
  }
  int status = exit_holds;
  VerdictCache verdicts;  // mirrors hold the same bundles
  // Standard input is read once, by whichever file names it first, and so before the threads start.
  const auto first_input =
      static_cast<std::size_t>(std::find(options.files.begin(), options.files.end(), "-") - options.files.begin());
  const std::optional<Result<std::string>> input =
      first_input < options.files.size() ? std::optional(read_file("-")) : std::nullopt;
  run_ordered(options.files.size(), common.thread_count, [&](std::size_t i) {
    const std::string& path = options.files[i];
    return verify_file(path, i == first_input ? *input : read_file(path), *keyring, verdicts, common, terminal, status);
  });
  return status;
}

}  // namespace pith::cli
