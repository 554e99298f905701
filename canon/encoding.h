#ifndef PITH_CANON_ENCODING_H
#define PITH_CANON_ENCODING_H

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pith::canon {

/// Two lower-case hexadecimal digits a byte.
std::string encode_hex(std::span<const std::uint8_t> bytes);

/// The same into a buffer, which needs room for exactly these digits.
void encode_hex(std::span<const std::uint8_t> bytes, std::span<char> digits) noexcept;

/// Fills all of `bytes` from exactly twice as many lower-case hexadecimal digits; false, with `bytes`
/// unspecified, for anything else.
bool decode_hex(std::string_view text, std::span<std::uint8_t> bytes) noexcept;

/// RFC 4648 base32, upper case, without padding.
std::string encode_base32(std::span<const std::uint8_t> bytes);

/// Fills all of `bytes` from RFC 4648 base64 in the one spelling that encoding gives: padded, no white
/// space, no stray bits (SPEC 3.8). False, with `bytes` unspecified, for anything else.
bool decode_base64(std::string_view text, std::span<std::uint8_t> bytes) noexcept;

}  // namespace pith::canon

#endif
