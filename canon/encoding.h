#ifndef PITH_CANON_ENCODING_H
#define PITH_CANON_ENCODING_H

// Hexadecimal, base32 and base64, each in one spelling only. All functions are linear and safe to call from many
// threads. Encoding into a string throws std::bad_alloc if memory runs out; nothing else throws.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pith::canon {

/// SPEC 1.6: two lower-case hexadecimal digits for each byte.
std::string encode_hex(std::span<const std::uint8_t> bytes);

/// The same, written into a buffer. Needs digits.size() == 2 * bytes.size().
void encode_hex(std::span<const std::uint8_t> bytes, std::span<char> digits) noexcept;

/// Fills all of `bytes` from lower-case hexadecimal digits. Returns false, and leaves `bytes` unspecified, unless
/// `text` is exactly twice that many digits.
bool decode_hex(std::string_view text, std::span<std::uint8_t> bytes) noexcept;

/// SPEC 2.2: RFC 4648 base32, in upper case and without padding.
std::string encode_base32(std::span<const std::uint8_t> bytes);

/// RFC 4648 base64, padded and without line breaks.
std::string encode_base64(std::span<const std::uint8_t> bytes);

/// SPEC 3.8: fills all of `bytes` from strict RFC 4648 base64: padded, no white space, no stray bits. Exactly one text
/// decodes to given bytes. Returns false, and leaves `bytes` unspecified, for any other text.
bool decode_base64(std::string_view text, std::span<std::uint8_t> bytes) noexcept;

/// SPEC 3.8: whether a text is the strict base64 of any number of bytes.
bool is_base64(std::string_view text);

}  // namespace pith::canon

#endif
