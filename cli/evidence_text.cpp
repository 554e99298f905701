#include "cli/evidence_text.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "cli/count.h"
#include "cli/shell_word.h"
#include "engine/event_id.h"

namespace pith::cli {
namespace {

/// Nobody reads the fourth proof in a line; --verbose lists all.
constexpr std::size_t named_in_line_max = 3;

std::string describe_principal(const ProofReport& proof) {
  if (!proof.principal) {
    return "nobody whose key you trust";
  }
  return (proof.principal->is_signer ? "" : "the key ") + printable(proof.principal->id);
}

/// `correction of "graph"`
std::string describe_question(const ProofReport& proof) {
  return printable(proof.event_type) + " of \"" + printable(proof.target) + "\"";
}

/// Who equivocated about what: each once, the first few.
std::string describe_findings(const EvidenceReport& report) {
  std::vector<std::string> findings;
  for (const ProofReport& proof : report.proofs) {
    std::string finding = describe_principal(proof) + " equivocated about " + describe_question(proof);
    if (std::find(findings.begin(), findings.end(), finding) == findings.end()) {
      if (findings.size() == named_in_line_max) {
        findings.push_back("and more: " + with_thousands(report.proofs.size()) + " proofs in all");
        break;
      }
      findings.push_back(std::move(finding));
    }
  }
  std::string list;
  for (const std::string& finding : findings) {
    list += (list.empty() ? "" : "; ") + finding;
  }
  return list;
}

std::string describe_fault(const EvidenceFault& fault) {
  std::string line = fault.name + "  " + printable(fault.pointer);
  if (fault.actual) {
    line += ": " + printable(*fault.actual);
  }
  if (fault.expected) {
    line += ", expected: " + printable(*fault.expected);
  }
  return line;
}

void append_faults(std::string& out, const std::vector<EvidenceFault>& faults, const Terminal& terminal) {
  for (const EvidenceFault& fault : faults) {
    out += "  " + terminal.bad("fault ") + "  " + describe_fault(fault) + '\n';
  }
}

void append_proof(std::string& out, const ProofReport& proof, const Terminal& terminal) {
  out += "  proof   " + (proof.ok ? terminal.good("holds") : terminal.bad("FAILS")) + "  " + describe_principal(proof) +
         ", " + describe_question(proof) + ", " +
         (proof.position ? "after " + event_id(*proof.position) : "after no event") + '\n';
  for (const Sha256Digest& id : proof.event_ids) {
    out += "           " + event_id(id) + '\n';
  }
}

bool has_unknown_key(const EvidenceReport& report) {
  const std::string_view unknown_key = name(Reason::unknown_key);
  const auto has_fault = [&](const ProofReport& proof) {
    return std::any_of(proof.faults.begin(), proof.faults.end(),
                       [&](const EvidenceFault& fault) { return fault.name == unknown_key; });
  };
  return std::any_of(report.proofs.begin(), report.proofs.end(), has_fault);
}

std::string headline(const std::string& file, const EvidenceReport& report, const Terminal& terminal) {
  const std::string start = printable(file) + ": ";
  if (report.ok) {
    const bool has_warning = !report.warnings.empty();  // there is only one
    return start + terminal.good("holds") + "  " + printable(report.pith_number) + "  " + describe_findings(report) +
           (has_warning ? "  (warnings: " + std::string(name(report.warnings.front().code)) + ")" : "") + '\n';
  }
  const auto failing = static_cast<std::size_t>(
      std::count_if(report.proofs.begin(), report.proofs.end(), [](const ProofReport& proof) { return !proof.ok; }));
  const std::size_t total = report.proofs.size();
  return start + terminal.bad("FAILS") + "  " + printable(report.pith_number) + ": " +
         (failing == 0 ? "its keys or the order of its proofs are wrong"
                       : with_thousands(failing) + " of " + with_thousands(total) +
                             (total == 1 ? " proof does not hold" : " proofs do not hold")) +
         '\n';
}

}  // namespace

std::string describe_report(const std::string& file, const EvidenceReport& report, Detail detail,
                            const std::string& key_options, const Terminal& terminal) {
  if (report.ok && detail == Detail::failures) {
    return "";
  }
  std::string out = headline(file, report, terminal);
  if (detail == Detail::failures) {
    return out;
  }
  append_faults(out, report.faults, terminal);
  for (const ProofReport& proof : report.proofs) {
    if (detail == Detail::all) {
      append_proof(out, proof, terminal);
    }
    append_faults(out, proof.faults, terminal);
  }
  if (!report.ok && detail == Detail::verdicts) {
    out += "  For every proof and its events, run: " + command_for(file, "pith-merge verify -v" + key_options) + '\n';
    if (has_unknown_key(report)) {
      out += "  If you know from elsewhere whose key it is, give its entry with --keys.\n";
    }
  }
  if (detail == Detail::all) {
    for (const Warning& warning : report.warnings) {
      out += "  warning " + printable(describe(warning)) + '\n';
    }
  }
  return out;
}

}  // namespace pith::cli
