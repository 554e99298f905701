#include "cli/verify_text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/count.h"
#include "cli/shell_word.h"
#include "engine/event_id.h"
#include "pith/diagnosis.h"
#include "pith/merge_inputs.h"

namespace pith::cli {
namespace {

/// What a check computes its value from, in words.
std::string_view basis_of(std::string_view check) {
  struct Basis {
    std::string_view check;
    std::string_view words;
  };
  static constexpr std::array<Basis, 9> bases = {{
      {"bundle_version", "required"},
      {"canonical_sha256", "computed from canonical_record"},
      {"pith_number", "computed from canonical_record"},
      {"short_pith_number", "computed from canonical_record"},
      {"source", "in canonical_record"},
      {"source_aliases", "computed from canonical_record"},
      {"state_sha256", "computed from events and source_aliases"},
      {"merge_version", "required"},
      {"bundle_sha256", "computed from the bundle"},
  }};
  const auto found = std::find_if(bases.begin(), bases.end(), [&](const Basis& basis) { return basis.check == check; });
  return found == bases.end() ? "computed" : found->words;
}

/// What was stated and what was computed from what, if the check has such values.
void append_values(std::string& out, const Check& check) {
  if (!check.expected) {
    return;
  }
  const bool is_state = check.name == "state";  // its values are hashes of the whole state
  const std::string_view hash_of = is_state ? "hash of the stated state" : "stated";
  const std::string_view hash_from =
      is_state ? "hash of the state computed from events and source_aliases" : basis_of(check.name);
  out += "           " + std::string(hash_of) + ": " + (check.actual ? printable(*check.actual) : "(missing)") + '\n';
  out += "           " + std::string(hash_from) + ": " + printable(*check.expected) + '\n';
}

void append_failed_check(std::string& out, std::string_view mark, const Check& check) {
  out += "  " + std::string(mark) + "  " + check.name + "  " + printable(check.pointer);
  if (!check.expected && check.actual) {
    out += ": " + printable(*check.actual);
  }
  out += '\n';
  append_values(out, check);
}

/// The codes of the warnings, each once, in their order.
std::string list_warning_codes(const BundleReport& report) {
  std::vector<std::string_view> codes;
  for (const Warning& warning : report.warnings) {
    const std::string_view code = name(warning.code);
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) {
      codes.push_back(code);
    }
  }
  std::string list;
  for (const std::string_view code : codes) {
    list += (list.empty() ? "" : ", ") + std::string(code);
  }
  return list;
}

/// The causes, with their values, and then the names of the checks that only follow from them.
void append_causes(std::string& out, const BundleReport& report, const Diagnosis& diagnosis, const Terminal& terminal) {
  // Nobody reads the tenth event that fails for the same cause; --verbose lists more.
  constexpr std::size_t faults_max = 5;
  for (const std::string& cause : diagnosis.causes) {
    std::size_t count = 0;
    for (const std::size_t fault : diagnosis.faults) {
      if (report.checks[fault].name == cause && ++count <= faults_max) {
        append_failed_check(out, terminal.bad("cause "), report.checks[fault]);
      }
    }
    if (count > faults_max) {
      out += "           and more faults of " + cause + '\n';
    }
  }
  std::string follows;
  for (const std::string& name : diagnosis.consequences) {
    follows += (follows.empty() ? "" : ", ") + name;
  }
  if (!follows.empty()) {
    out += "  follow  these depend on that, and may pass once it is repaired: " + follows + '\n';
  }
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

void append_keys(std::string& out, const BundleReport& report) {
  for (const KeyInfo& key : report.keys) {
    out += "  key     " + printable(key.key_id) + ' ' + key.fingerprint + ' ' +
           printable(key.signer_id.value_or("(not bound to a signer)")) + ", " + std::string(explain(key.origin)) +
           '\n';
  }
  // A bundle can name as many unknown keys as it has events.
  const std::size_t listed = std::min(report.unknown_keys.size(), listed_faults_max);
  for (std::size_t i = 0; i < listed; ++i) {
    out += "  key     " + printable(report.unknown_keys[i].key_id) + ' ' +
           printable(report.unknown_keys[i].fingerprint) + ", not trusted\n";
  }
  if (listed < report.unknown_keys.size()) {
    out += "  key     and " + with_thousands(report.unknown_keys.size() - listed) + " more that are not trusted\n";
  }
}

void append_all_checks(std::string& out, const BundleReport& report, const Diagnosis& diagnosis,
                       const Terminal& terminal) {
  for (std::size_t i = 0; i < report.checks.size(); ++i) {
    const Check& check = report.checks[i];
    const bool is_cause = std::binary_search(diagnosis.faults.begin(), diagnosis.faults.end(), i);
    if (check.ok) {
      out += "  " + terminal.good("pass  ") + "  " + check.name + '\n';
    } else {
      append_failed_check(out, terminal.bad(is_cause ? "cause " : "follow"), check);
    }
  }
}

void append_events(std::string& out, const BundleReport& report) {
  // The first of each kind: an event of two bytes makes a line of a hundred.
  std::size_t valid = 0;
  std::size_t invalid = 0;
  for (const EventReport& event : report.events) {
    if (++(event.reason ? invalid : valid) <= listed_faults_max) {
      out += "  event   " + engine::event_id(event.id) +
             (event.reason ? " invalid: " + std::string(name(*event.reason)) : " valid") + '\n';
    }
  }
  for (const auto& [count, words] :
       {std::pair(valid, " more valid events"), std::pair(invalid, " more invalid events")}) {
    if (count > listed_faults_max) {
      out += "  event   and " + with_thousands(count - listed_faults_max) + words + '\n';
    }
  }
}

void append_warnings(std::string& out, const BundleReport& report) {
  const std::size_t listed = std::min(report.warnings.size(), listed_faults_max);
  for (std::size_t i = 0; i < listed; ++i) {
    out += "  warning " + printable(describe(report.warnings[i])) + '\n';
  }
  if (listed < report.warnings.size()) {
    out += "  warning and " + with_thousands(report.warnings.size() - listed) + " more\n";
  }
}

std::string headline(const std::string& file, const BundleReport& report, const Diagnosis& diagnosis,
                     const Terminal& terminal) {
  const std::string number = printable(report.pith_number);
  if (!report.ok) {
    return printable(file) + ": " + terminal.bad("FAILS") + "  " + number + ": " + printable(diagnosis.summary) + '\n';
  }
  const std::string warnings = list_warning_codes(report);
  return printable(file) + ": " + terminal.good("holds") + "  " + number + "  " + to_hex(report.state.sha256) +
         (warnings.empty() ? "" : "  (warnings: " + warnings + ")") + '\n';
}

/// The first event that is a cause, if one is. Not if no merge would take the bundle (SPEC 9.5).
std::optional<Sha256Digest> find_causing_event(const BundleReport& report, const Diagnosis& diagnosis) {
  if (!is_pith_number(report.pith_number)) {
    return std::nullopt;
  }
  for (const std::size_t fault : diagnosis.faults) {
    const Check& check = report.checks[fault];
    if (check.name != "events" && check.name != "receipt") {
      continue;
    }
    for (const EventReport& event : report.events) {
      if (event.reason && (check.pointer == event.pointer || check.pointer.starts_with(event.pointer + "/"))) {
        return event.id;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::string describe_report(const std::string& file, const BundleReport& report, Detail detail,
                            const std::string& key_options, const Terminal& terminal) {
  if (report.ok && detail == Detail::failures) {
    return "";
  }
  const Diagnosis diagnosis = diagnose(report);
  std::string out = headline(file, report, diagnosis, terminal);
  if (detail == Detail::all) {
    append_all_checks(out, report, diagnosis, terminal);
    append_events(out, report);
    append_keys(out, report);
    append_warnings(out, report);
    out += "  state_sha256 " + to_hex(report.state.sha256) + '\n';
  } else if (!report.ok && detail == Detail::verdicts) {
    append_causes(out, report, diagnosis, terminal);
    out += "  For every check, event and key, run: " + command_for(file, "pith-merge verify -v" + key_options) + '\n';
    if (const std::optional<Sha256Digest> event = find_causing_event(report, diagnosis)) {
      out += "  To learn why that event is not valid, run: " +
             command_for(file, "pith-merge explain" + key_options + " " + engine::event_id(*event)) + '\n';
    }
  }
  return out;
}

std::string describe_counts(const VerdictCounts& counts) {
  return with_thousands(counts.hold) + (counts.hold == 1 ? " holds, " : " hold, ") + with_thousands(counts.fail) +
         (counts.fail == 1 ? " fails, " : " fail, ") + with_thousands(counts.refused) + " refused\n";
}

}  // namespace pith::cli
