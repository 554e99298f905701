#include "cli/audit/report_bars.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "cli/audit/report_html.h"
#include "cli/count.h"

namespace pith::cli {
namespace {

struct Segment {
  std::string_view kind;  ///< "hold", "fail" or "plain"
  unsigned permille;
};

/// A bar of segments, from left to right. Readers of the screen do not hear it: the numbers beside it say the same.
std::string bar(std::string_view css_class, const std::vector<Segment>& segments) {
  std::string out = "<svg class=\"" + std::string(css_class) + "\" aria-hidden=\"true\">";
  unsigned left = 0;
  for (const Segment& segment : segments) {
    if (segment.permille > 0) {
      out += "<rect class=\"" + std::string(segment.kind) + "\" x=\"" + html_percent(left) + "\" width=\"" +
             html_percent(segment.permille) + "\" height=\"100%\"/>";
    }
    left += segment.permille;
  }
  return out + "</svg>";
}

std::string begin_table(std::string_view css_class, std::string_view title, std::string_view caption) {
  return "<div>\n<h3>" + std::string(title) + "</h3>\n<table class=\"bars " + std::string(css_class) +
         "\">\n<caption>" + std::string(caption) + "</caption>\n";
}

std::string header_cell(std::string_view css_class, std::string_view text) {
  return "<th scope=\"col\"" + (css_class.empty() ? "" : " class=\"" + std::string(css_class) + "\"") + '>' +
         std::string(text) + "</th>";
}

std::string number_cell(std::uint64_t count) {
  return "<td class=\"number\">" + with_thousands(count) + "</td>";
}

/// `name` is HTML.
std::string bar_row(const std::string& name, const std::string& graphic, const std::string& numbers) {
  return "<tr><th scope=\"row\">" + name + "</th><td class=\"graphic\">" + graphic + "</td>" + numbers + "</tr>\n";
}

}  // namespace

std::string count_bars(const CountBars& bars, const std::map<std::string, std::uint64_t, std::less<>>& counts) {
  if (counts.empty()) {
    return "<div>\n<h3>" + std::string(bars.title) + "</h3>\n<p class=\"soft\">" + std::string(bars.none) +
           "</p>\n</div>\n";
  }
  std::vector<std::pair<std::string_view, std::uint64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& left, const auto& right) { return left.second > right.second; });
  std::string out = begin_table("counts", bars.title, bars.explanation) + "<thead><tr>" +
                    header_cell("", bars.name_header) + "<td></td>" + header_cell("number", bars.count_header) +
                    "</tr></thead>\n<tbody>\n";
  const std::size_t listed = std::min(sorted.size(), report_bars_max);
  for (std::size_t i = 0; i < listed; ++i) {
    const auto& [name, count] = sorted[i];
    out +=
        bar_row(html_name(name), bar("bar", {{bars.kind, bar_permille(count, sorted[0].second)}}), number_cell(count));
  }
  if (listed < sorted.size()) {
    std::uint64_t rest = 0;
    for (std::size_t i = listed; i < sorted.size(); ++i) {
      rest += sorted[i].second;
    }
    out += bar_row("and " + with_thousands(sorted.size() - listed) + " more", "", number_cell(rest));
  }
  return out + "</tbody>\n</table>\n</div>\n";
}

std::string hold_and_fail_bar(std::string_view css_class, const AuditSummary::Year& counts, std::uint64_t whole) {
  // A narrow segment is drawn wider than it is. The other one gives way.
  const unsigned fail = bar_permille(counts.fail, whole);
  const unsigned hold = std::min(bar_permille(counts.hold, whole), 1000 - fail);
  return bar(css_class, {{"hold", hold}, {"fail", fail}});
}

std::string year_bars(const std::map<std::string, AuditSummary::Year, std::less<>>& years) {
  if (years.empty()) {
    return "<div>\n<h3>Years</h3>\n<p class=\"soft\">There is no bundle.</p>\n</div>\n";
  }
  std::string out = begin_table("years", "Years", "Bundles by the year of their Pith Number.") + "<thead><tr>" +
                    header_cell("", "Year") + "<td></td>" + header_cell("number", "Hold") +
                    header_cell("number", "Fail") + "</tr></thead>\n<tbody>\n";
  std::uint64_t whole = 0;
  for (const auto& [year, counts] : years) {
    whole = std::max(whole, counts.hold + counts.fail);
  }
  const std::size_t left_out = years.size() - std::min(years.size(), report_bars_max);
  const auto first = std::next(years.begin(), static_cast<std::ptrdiff_t>(left_out));
  if (left_out > 0) {
    AuditSummary::Year earlier;
    for (auto year = years.begin(); year != first; ++year) {
      earlier.hold += year->second.hold;
      earlier.fail += year->second.fail;
    }
    out +=
        bar_row(with_thousands(left_out) + " earlier years", "", number_cell(earlier.hold) + number_cell(earlier.fail));
  }
  for (auto year = first; year != years.end(); ++year) {
    const AuditSummary::Year& counts = year->second;
    out += bar_row(html_text(year->first, report_name_bytes_max), hold_and_fail_bar("bar", counts, whole),
                   number_cell(counts.hold) + number_cell(counts.fail));
  }
  return out + "</tbody>\n</table>\n</div>\n";
}

}  // namespace pith::cli
