#ifndef PITH_ENGINE_EVENT_ID_H
#define PITH_ENGINE_EVENT_ID_H

#include <optional>
#include <string_view>

#include "pith/crypto.h"
#include "pith/event.h"

namespace pith::engine {

/// SPEC 4.1: what an event id begins with.
inline constexpr std::string_view event_id_prefix = "sha256:";

using pith::event_id;

/// The digest that 64 lower-case hexadecimal digits spell; std::nullopt for any other text.
std::optional<Sha256Digest> parse_hex_digest(std::string_view text) noexcept;

/// SPEC 4.1: the digest in an event id; std::nullopt for a text that is not one.
std::optional<Sha256Digest> parse_event_id(std::string_view text) noexcept;

}  // namespace pith::engine

#endif
