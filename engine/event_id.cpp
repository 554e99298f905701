#include "engine/event_id.h"

#include "canon/encoding.h"
#include "canon/instant.h"

namespace pith {

// SPEC 4.2.
std::string event_id(const Sha256Digest& digest) {
  return std::string(engine::event_id_prefix) + to_hex(digest);
}

// SPEC 4.4.
bool is_instant(std::string_view text) noexcept {
  return canon::parse_instant(text).has_value();
}

}  // namespace pith

namespace pith::engine {

std::optional<Sha256Digest> parse_hex_digest(std::string_view text) noexcept {
  Sha256Digest digest = {};
  return canon::decode_hex(text, digest.bytes) ? std::optional(digest) : std::nullopt;
}

std::optional<Sha256Digest> parse_event_id(std::string_view text) noexcept {
  return text.starts_with(event_id_prefix) ? parse_hex_digest(text.substr(event_id_prefix.size())) : std::nullopt;
}

}  // namespace pith::engine
