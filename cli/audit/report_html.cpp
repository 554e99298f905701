#include "cli/audit/report_html.h"

#include <algorithm>
#include <limits>

#include "canon/printable.h"
#include "canon/text.h"
#include "cli/count.h"

namespace pith::cli {

std::string html_text(std::string_view text, std::size_t bytes_max) {
  const std::string_view shown = canon::utf8_front(text, bytes_max);
  return canon::escape_markup(canon::printable(shown)) + (shown.size() < text.size() ? "..." : "");
}

std::string html_code(std::string_view text, std::size_t bytes_max) {
  return "<code>" + html_text(text, bytes_max) + "</code>";
}

std::string html_name(std::string_view name) {
  std::string out;
  for (const char character : html_code(name, report_name_bytes_max)) {
    out += character;
    out += character == '_' ? "<wbr>" : "";
  }
  return out;
}

std::string html_count(std::uint64_t count, std::string_view one, std::string_view many) {
  return with_thousands(count) + ' ' + std::string(count == 1 ? one : many);
}

unsigned bar_permille(std::uint64_t part, std::uint64_t whole) {
  constexpr unsigned permille_min = 8;
  if (part == 0) {
    return 0;
  }
  while (whole > std::numeric_limits<std::uint64_t>::max() / 1000) {
    part /= 2;
    whole /= 2;
  }
  // Whole numbers, because the text of floating point differs from machine to machine.
  const std::uint64_t permille = part * 1000 / whole;
  return static_cast<unsigned>(std::clamp<std::uint64_t>(permille, permille_min, 1000));
}

std::string html_percent(unsigned permille) {
  return std::to_string(permille / 10) + '.' + std::to_string(permille % 10) + '%';
}

}  // namespace pith::cli
