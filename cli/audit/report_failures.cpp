#include "cli/audit/report_failures.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/audit/report_html.h"
#include "cli/count.h"

namespace pith::cli {
namespace {

/// A row has the first fault of this many checks. There are fifteen checks, and at most five fail for one cause.
constexpr std::size_t told_checks_max = 8;

/// What is told about one failed check. Without a fault only its name is known.
struct Told {
  std::string_view check;
  const AuditFault* fault = nullptr;
};

/// The failed checks of a bundle: those with a fault, causes first, and then the others.
std::vector<Told> told_checks(const AuditVerdict& verdict) {
  std::vector<Told> told;
  for (const AuditFault& fault : verdict.faults) {
    told.push_back({fault.check, &fault});
  }
  for (const std::string& check : verdict.failed) {
    const auto same = [&](const AuditFault& fault) { return fault.check == check; };
    if (std::none_of(verdict.faults.begin(), verdict.faults.end(), same)) {
      told.push_back({check});
    }
  }
  return told;
}

std::string failure_cell(std::string_view css_class, const std::string& content) {
  return "<td role=\"cell\" class=\"" + std::string(css_class) + "\">" + content + "</td>";
}

std::string value_code(const std::optional<std::string>& text) {
  return text ? html_code(*text, audit_text_bytes_max) : "";
}

/// Where in the document a fault is. The empty pointer is the whole document, and says nothing.
std::string fault_place(std::string_view pointer) {
  return pointer.empty() ? "" : "<p class=\"soft\">at " + html_code(pointer, audit_text_bytes_max) + "</p>";
}

/// The checks after the first, folded. The line that remains names them.
std::string other_checks(const std::vector<Told>& told) {
  if (told.size() < 2) {
    return "";
  }
  const std::size_t listed = std::min(told.size(), told_checks_max);
  std::string names;
  std::string list;
  for (std::size_t i = 1; i < listed; ++i) {
    const std::string name = html_text(told[i].check, report_name_bytes_max);
    names += (i == 1 ? "" : ", ") + name;
    list += "<dt>" + name + "</dt>";
    const AuditFault* const fault = told[i].fault;
    if (fault == nullptr) {
      continue;
    }
    for (const auto& [word, text] : {std::pair("expected ", &fault->expected), std::pair("actual ", &fault->actual)}) {
      if (*text) {
        list += "<dd>" + std::string(word) + html_code(**text, audit_text_bytes_max) + "</dd>";
      }
    }
    if (!fault->pointer.empty()) {
      list += "<dd>at " + html_code(fault->pointer, audit_text_bytes_max) + "</dd>";
    }
  }
  if (listed < told.size()) {
    names += ", and " + with_thousands(told.size() - listed) + " more";
  }
  return "<details><summary>also " + names + "</summary><dl>" + list + "</dl></details>";
}

std::string cells_of_failure(const AuditVerdict& verdict) {
  const std::vector<Told> told = told_checks(verdict);
  const Told first = told.empty() ? Told() : told.front();
  const std::string where = first.fault == nullptr ? "" : fault_place(first.fault->pointer);
  return failure_cell("check", "<div class=\"tag\">fails</div><code class=\"name\">" +
                                   html_text(first.check, report_name_bytes_max) + "</code>" + where +
                                   other_checks(told)) +
         failure_cell("expected", first.fault == nullptr ? "" : value_code(first.fault->expected)) +
         failure_cell("actual", first.fault == nullptr ? "" : value_code(first.fault->actual));
}

std::string cells_of_refusal(const Error& error) {
  std::string where;
  if (error.place.line > 0) {
    where = "<p class=\"soft\">line " + with_thousands(error.place.line) + ", column " +
            with_thousands(error.place.column) + "</p>";
  }
  return failure_cell("check", "<div class=\"tag refused\">refused</div><code class=\"name\">" +
                                   html_text(name(error.code), report_name_bytes_max) + "</code>" + where) +
         failure_cell("expected", "") +
         failure_cell("actual",
                      error.explanation.empty()
                          ? ""
                          : "<p class=\"prose\">" + html_text(error.explanation, audit_text_bytes_max) + "</p>");
}

std::string failure_row(const AuditLine& line) {
  const AuditVerdict& verdict = line.verdict;
  std::string what = html_code(line.source);
  if (verdict.pith_number) {
    what += "<p class=\"soft\"><code>" + html_text(*verdict.pith_number, report_name_bytes_max) + "</code></p>";
  }
  return "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">" + what + "</th>" +
         (verdict.error ? cells_of_refusal(*verdict.error) : cells_of_failure(verdict)) + "</tr>\n";
}

std::string failures_caption(const AuditSummary& summary) {
  const std::uint64_t all = summary.fail + summary.refused;
  std::string text =
      "In the order of the input. The check is the first cause that was found; others may only follow "
      "from it.";
  if (summary.failures.size() < all) {
    text = "The first " + with_thousands(summary.failures.size()) + " of " + with_thousands(all) +
           " documents that fail or were refused, in the order of the input. The verdict lines have all of them. The "
           "check is the first cause that was found; others may only follow from it.";
  }
  return text;
}

}  // namespace

std::string failures_section(const AuditSummary& summary) {
  std::string out = "<section aria-labelledby=\"failures-title\">\n<h2 id=\"failures-title\">Failures</h2>\n";
  if (summary.failures.empty()) {
    return out + "<p>No bundle fails, and no document was refused.</p>\n</section>\n";
  }
  out +=
      "<div class=\"filter\" id=\"filter-box\" hidden>\n<div><label for=\"filter\">Show only rows with these "
      "words</label><input type=\"search\" id=\"filter\" autocomplete=\"off\" spellcheck=\"false\" "
      "aria-controls=\"failures\"></div>\n<p id=\"matches\" role=\"status\"></p>\n</div>\n";
  out += "<table class=\"rows failures\" id=\"failures\" role=\"table\">\n<caption>" + failures_caption(summary) +
         "</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">"
         "<th role=\"columnheader\" scope=\"col\" class=\"what\">Source and Pith Number</th>"
         "<th role=\"columnheader\" scope=\"col\" class=\"check\">Check</th>"
         "<th role=\"columnheader\" scope=\"col\">Expected</th>"
         "<th role=\"columnheader\" scope=\"col\">Actual</th></tr></thead>\n<tbody role=\"rowgroup\">\n";
  for (const AuditLine& line : summary.failures) {
    out += failure_row(line);
  }
  return out + "</tbody>\n</table>\n</section>\n";
}

}  // namespace pith::cli
