#ifndef PITH_CLI_AUDIT_REPORT_HTML_H
#define PITH_CLI_AUDIT_REPORT_HTML_H

// Text and numbers as HTML. Every text that does not stand in this program's source goes through html_text().

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pith::cli {

/// What a page shows of one text from outside. The longest usual one is a path (4,096 bytes on Linux), of which nobody
/// reads more than this; a hash has 64.
inline constexpr std::size_t report_text_bytes_max = 512;
/// And of a name. Names of checks, reasons, warnings and errors, and Pith Numbers, have at most 64 bytes.
inline constexpr std::size_t report_name_bytes_max = 64;

/// A text from outside as HTML text, also safe inside an attribute in quotes. It is cut after `bytes_max` bytes, at the
/// end of a character, and "..." follows. What cannot be seen, or would change the direction of writing, becomes
/// escapes (see printable()). At most 6 * bytes_max + 3 bytes. Linear.
std::string html_text(std::string_view text, std::size_t bytes_max = report_text_bytes_max);

/// html_text() in a `code` element.
std::string html_code(std::string_view text, std::size_t bytes_max = report_text_bytes_max);

/// A stable name, such as that of a check, in a `code` element. On a narrow screen it breaks after an underscore.
std::string html_name(std::string_view name);

/// `1 bundle`, `2,000 bundles`. Needs words that need no escape.
std::string html_count(std::uint64_t count, std::string_view one, std::string_view many);

/// `part` of `whole` in permille for the width of a bar: at least 8 if the part is not zero, so that it can be seen,
/// and at most 1000. Needs part <= whole.
unsigned bar_permille(std::uint64_t part, std::uint64_t whole);

/// Permille as the value of an attribute: `12.5%`.
std::string html_percent(unsigned permille);

}  // namespace pith::cli

#endif
