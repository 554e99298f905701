#include "engine/event_id.h"

#include "canon/encoding.h"

namespace pith::engine {
std::string event_id(const Sha256Digest& digest) {
  return std::string(event_id_prefix) + to_hex(digest);
}

std::optional<Sha256Digest> parse_event_id(std::string_view text) noexcept {
  Sha256Digest digest;
  if (!text.starts_with(event_id_prefix) || !canon::decode_hex(text.substr(event_id_prefix.size()), digest.bytes)) {
    return std::nullopt;
  }
  return digest;
}

}  // namespace pith::engine
