#include "cli/audit/report_page.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "canon/encoding.h"
#include "cli/audit/report_bars.h"
#include "cli/audit/report_failures.h"
#include "cli/audit/report_html.h"
#include "cli/audit/report_style.h"
#include "cli/count.h"
#include "cli/shell_word.h"
#include "cli/terminal.h"
#include "pith/crypto.h"

namespace pith::cli {
namespace {

/// Of a list, such as the paths of a shell's `*`, the page shows this many.
constexpr std::size_t listed_max = 100;

/// A source of Content-Security-Policy that allows this text and no other.
std::string csp_hash(const Crypto& crypto, std::string_view text) {
  return "'sha256-" + canon::encode_base64(crypto.sha256(text).bytes) + "'";
}

std::string page_head(const std::string& title) {
  const Crypto crypto;
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " +
         csp_hash(crypto, report_style) + "; script-src " + csp_hash(crypto, report_script) +
         "; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
         title + " Audit by pith-merge</title>\n<style>" + std::string(report_style) + "</style>\n</head>\n";
}

std::string describe_refused(std::uint64_t refused) {
  return refused == 0 ? "" : html_count(refused, "document was refused.", "documents were refused.");
}

/// The sentences at the top: `99,996 of 100,000 bundles hold. 4 do not.`
struct ReportVerdict {
  std::string holds;    ///< what holds: never empty
  std::string fails;    ///< what does not; empty if that is said already, or nothing fails
  std::string refused;  ///< what was refused; empty if nothing was
};

ReportVerdict report_verdict(const AuditSummary& summary) {
  const std::string refused = describe_refused(summary.refused);
  if (summary.bundles() == 0) {
    return {"There was no bundle to audit.", "", refused};
  }
  if (summary.fail == 0) {
    return {summary.bundles() == 1 ? "The bundle holds."
            : summary.refused == 0 ? "Every bundle holds."
                                   : "All " + with_thousands(summary.bundles()) + " bundles hold.",
            "", refused};
  }
  if (summary.hold == 0) {
    return {summary.bundles() == 1 ? "The bundle does not hold."
                                   : "None of the " + with_thousands(summary.bundles()) + " bundles holds.",
            "", refused};
  }
  return {with_thousands(summary.hold) + " of " + with_thousands(summary.bundles()) + " bundles " +
              (summary.hold == 1 ? "holds." : "hold."),
          with_thousands(summary.fail) + (summary.fail == 1 ? " does not." : " do not."), refused};
}

std::string sentence_span(std::string_view css_class, const std::string& text) {
  return text.empty() ? "" : " <span class=\"" + std::string(css_class) + "\">" + text + "</span>";
}

std::string figure(std::string_view name, std::uint64_t count, std::string_view swatch = "") {
  std::string mark;
  if (!swatch.empty()) {
    mark = "<svg class=\"bar swatch\" aria-hidden=\"true\"><rect class=\"" + std::string(swatch) +
           "\" width=\"100%\" height=\"100%\"/></svg>";
  }
  return "<div><dt>" + mark + std::string(name) + "</dt><dd>" + with_thousands(count) + "</dd></div>\n";
}

std::string page_header(const AuditSummary& summary, const ReportVerdict& verdict) {
  std::string out = "<header>\n<p class=\"kicker\">Audit by pith-merge</p>\n<h1>" + verdict.holds +
                    sentence_span("fail", verdict.fails) + sentence_span("fail refused-count", verdict.refused) +
                    "</h1>\n";
  if (summary.bundles() > 0) {
    out += hold_and_fail_bar("bar whole", {summary.hold, summary.fail}, summary.bundles()) + '\n';
  }
  out += "<dl class=\"figures\">\n" + figure("bundles", summary.bundles()) + figure("hold", summary.hold, "hold") +
         figure("fail", summary.fail, "fail") + figure("refused", summary.refused) +
         figure("other documents", summary.other) + figure("events", summary.events) +
         figure("equivocations", summary.equivocations) + "</dl>\n";
  return out +
         "<nav aria-label=\"On this page\"><ul>"
         "<li><a href=\"#failures-title\">Failures</a></li>"
         "<li><a href=\"#counts-title\">Counts</a></li>"
         "<li><a href=\"#digest-title\">Mirror digest</a></li>"
         "<li><a href=\"#method-title\">What was audited, and how</a></li>"
         "</ul></nav>\n</header>\n";
}

std::string counts_section(const AuditSummary& summary) {
  return "<section aria-labelledby=\"counts-title\">\n<h2 id=\"counts-title\">Counts</h2>\n<div class=\"charts\">\n" +
         year_bars(summary.years) +
         count_bars({"Failed checks", "Bundles that fail each check. A bundle can fail several.",
                     "No bundle fails a check.", "Check", "Bundles", "fail"},
                    summary.failed) +
         count_bars({"Reasons", "Events that are invalid, by reason. An invalid event has no effect on the state.",
                     "Every event is valid.", "Reason", "Events", "plain"},
                    summary.reasons) +
         count_bars({"Warnings", "Bundles with each warning. A warning does not make a bundle fail.",
                     "There is no warning.", "Warning", "Bundles", "plain"},
                    summary.warnings) +
         count_bars({"Errors", "Documents that were refused, by error: they are not bundles or could not be read.",
                     "No document was refused.", "Error", "Documents", "fail"},
                    summary.errors) +
         "</div>\n</section>\n";
}

std::string repetitions(const AuditSummary& summary) {
  const std::size_t distinct = summary.digest.size();
  return distinct == summary.hold
             ? "No bundle occurs twice."
             : "Repetitions count once: it covers " + with_thousands(distinct) + " distinct lines.";
}

std::string digest_section(const AuditSummary& summary, const ReportContext& context) {
  return "<section aria-labelledby=\"digest-title\">\n<h2 id=\"digest-title\">Mirror digest</h2>\n"
         "<p><code>mirror_sha256</code> is one hash over the Pith Number and the state of every bundle that holds. " +
         repetitions(summary) + "</p>\n<div class=\"digest\"><code id=\"digest\">" + html_text(context.mirror_sha256) +
         "</code><button type=\"button\" id=\"copy\" hidden>Copy</button>"
         "<span id=\"copied\" role=\"status\"></span></div>\n"
         "<p>To compare two mirrors, audit both with the same keys. If the two hashes are equal, the same bundles hold "
         "in both, with the same states. It does not matter how the bundles are packed, ordered or repeated. If the "
         "hashes differ, compare the verdict files of the two audits. Each record that differs is then one line:</p>\n"
         "<pre><code>pith-merge audit --output mine.ndjson MINE\npith-merge audit --output theirs.ndjson THEIRS\n"
         "pith-merge diff mine.ndjson theirs.ndjson</code></pre>\n"
         "<p>If verdict files are too large to send, write <code>--digest FILE</code> on both sides and compare those. "
         "They have at most 1,024 lines, and say in which groups of records the mirrors differ.</p>\n</section>\n";
}

std::string fact(std::string_view name, const std::string& content) {
  return "<div><dt>" + std::string(name) + "</dt><dd>" + content + "</dd></div>\n";
}

std::string more_of(std::size_t all, std::string_view what) {
  return all <= listed_max ? "" : "<p>and " + with_thousands(all - listed_max) + " more " + std::string(what) + "</p>";
}

std::string list_paths(const std::vector<std::string>& paths) {
  std::string out;
  for (std::size_t i = 0; i < std::min(paths.size(), listed_max); ++i) {
    out += paths[i] == "-" ? "<p>standard input</p>" : "<code class=\"path\">" + html_text(paths[i]) + "</code>";
  }
  return out + more_of(paths.size(), "paths");
}

std::string command_line(const std::vector<std::string>& command) {
  std::string line;
  bool is_exact = command.size() <= listed_max;
  for (std::size_t i = 0; i < std::min(command.size(), listed_max); ++i) {
    const std::string word = shell_word(command[i]);
    is_exact = is_exact && printable(word) == word && word.size() <= report_text_bytes_max;
    line += (i == 0 ? "" : " ") + html_text(word);
  }
  return "<code>" + line + "</code>" + more_of(command.size(), "arguments") +
         (is_exact ? ""
                   : "<p class=\"soft\">This line is shortened, or has escapes for characters that cannot be "
                     "shown. A shell would not read it as it was given.</p>");
}

std::string_view describe_origin(KeyOrigin origin) {
  switch (origin) {
    case KeyOrigin::built_in:
      return "built into pith-merge";
    case KeyOrigin::given:
      return "given with --keys";
    case KeyOrigin::bundle:
      return "taken from a bundle";
  }
  return "";
}

std::string key_row(const KeyInfo& key) {
  const std::string bound = key.signer_id ? html_code(*key.signer_id) : "no signer";
  const std::string type = key.signer_type ? "<p class=\"soft\">" + html_text(*key.signer_type) + "</p>" : "";
  return "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">" + html_code(key.key_id) + "<p class=\"soft\">" +
         html_code(key.fingerprint) + "</p></th><td role=\"cell\" class=\"bound\">" + bound + type +
         "</td><td role=\"cell\" class=\"until\">" + (key.rotates_at ? html_code(*key.rotates_at) : "no limit") +
         "</td><td role=\"cell\" class=\"from\">" + std::string(describe_origin(key.origin)) + "</td></tr>\n";
}

std::string keys_table(const std::vector<KeyInfo>& keys) {
  if (keys.empty()) {
    return "<p>No key was trusted.</p>\n";
  }
  std::string out =
      "<table class=\"rows keys\" role=\"table\">\n<caption>A signature counts only if one of these keys made "
      "it.</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">";
  for (const std::string_view header : {"Key and fingerprint", "Bound to", "Accepted until", "Comes from"}) {
    out += "<th role=\"columnheader\" scope=\"col\">" + std::string(header) + "</th>";
  }
  out += "</tr></thead>\n<tbody role=\"rowgroup\">\n";
  for (std::size_t i = 0; i < std::min(keys.size(), listed_max); ++i) {
    out += key_row(keys[i]);
  }
  return out + "</tbody>\n</table>\n" + more_of(keys.size(), "keys");
}

/// What a verdict file says about its run, if it says it.
std::string known(const std::string& text) {
  return text.empty() ? "not known" : html_code(text);
}

std::string method_section(const AuditRun& run, const ReportContext& context) {
  std::string out =
      "<section aria-labelledby=\"method-title\">\n<h2 id=\"method-title\">What was audited, and how</h2>\n"
      "<dl class=\"facts\">\n";
  if (context.from_verdicts) {
    out += fact("Verdict files", list_paths(context.paths) +
                                     "<p class=\"soft\">The verdicts are those of earlier audits. Nothing was verified "
                                     "again.</p>");
  } else {
    out += fact("Audited", list_paths(context.paths));
    out += fact("Verdicts", context.since ? "Those of " + html_code(*context.since) +
                                                " for documents that have not changed since. All others were verified."
                                          : "Every document was verified.");
    if (context.resumed_count > 0) {
      out += fact("Resumed", html_count(context.resumed_count, "verdict was", "verdicts were") +
                                 " there from an earlier part of this audit. Their documents were not read again.");
    }
    out += fact("Keys in bundles", context.bundle_keys == BundleKeys::trust
                                       ? "Trusted for the bundle that has them, which thereby vouches for itself."
                                       : "Not trusted. Only the keys below are.");
    out += fact("Largest document", html_count(context.document_bytes_max, "byte", "bytes") +
                                        ". A larger document is refused as <code>too_large</code>.");
  }
  out += fact("Program", known(run.program)) + fact("Merge version", known(run.merge_version)) +
         fact("Hash of the keys", known(run.keys_sha256) +
                                      "<p class=\"soft\"><code>keys_sha256</code>: the same if two audits trusted the "
                                      "same keys, had the same limit for a document, and treated keys in bundles "
                                      "alike.</p>") +
         fact("Command", command_line(context.command)) + "</dl>\n";
  if (!context.from_verdicts) {
    out += "<h3 class=\"keys-title\">Trusted keys</h3>\n" + keys_table(context.keys);
  }
  return out + "</section>\n";
}

}  // namespace

std::string write_report_page(const AuditSummary& summary, const AuditRun& run, const ReportContext& context) {
  const ReportVerdict verdict = report_verdict(summary);
  const auto sentence = [](const std::string& text) { return text.empty() ? "" : " " + text; };
  return page_head(verdict.holds + sentence(verdict.fails) + sentence(verdict.refused)) +
         "<body>\n<svg class=\"defs\" aria-hidden=\"true\"><defs><pattern id=\"hatch\" width=\"5\" height=\"5\" "
         "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\"/>"
         "<path d=\"M0 0V5\"/></pattern></defs></svg>\n" +
         page_header(summary, verdict) + "<main>\n" + counts_section(summary) + digest_section(summary, context) +
         method_section(run, context) + failures_section(summary) +
         "</main>\n<footer>\n<p>Nothing in this page comes from the network, and it sends nothing.</p>\n</footer>\n"
         "<script>" +
         std::string(report_script) + "</script>\n</body>\n</html>\n";
}

}  // namespace pith::cli
