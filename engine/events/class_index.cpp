#include "engine/events/class_index.h"

#include <string>

namespace pith::engine {
namespace {

constexpr std::uint32_t no_signer = UINT32_MAX;

/// Some number that differs between most classes that differ, and costs next to nothing.
std::size_t few_bits_of(const EventClass& event_class) {
  std::size_t bits = event_class.principal;
  for (const std::string_view text : {event_class.event_type, event_class.target}) {
    bits = 31 * bits + text.size() + (text.empty() ? 0 : static_cast<unsigned char>(text.back()));
  }
  return bits;
}

}  // namespace

std::uint32_t ClassIndex::insert(const Crypto& crypto, const EventClass& event_class) {
  std::uint32_t& recent = recent_[few_bits_of(event_class) % recent_.size()];
  if (recent == 0 || classes_[recent - 1] != event_class) {
    // The lengths first, so that no two classes have one text.
    std::string text =
        std::to_string(event_class.principal) + ' ' + std::to_string(event_class.event_type.size()) + ' ';
    text += event_class.event_type;
    text += event_class.target;
    recent = insert(crypto.sha256(text), event_class) + 1;
  }
  return recent - 1;
}

std::uint32_t ClassIndex::insert(const ClassIndex& other, std::uint32_t number) {
  return insert(other.digests_[number], other.classes_[number]);
}

std::uint32_t ClassIndex::insert(const Sha256Digest& digest, const EventClass& event_class) {
  const std::uint32_t number = digests_.insert(digest);
  if (number == classes_.size()) {
    const std::string_view event_type = texts_.append(event_class.event_type);
    classes_.push_back({event_class.principal, event_type, texts_.append(event_class.target)});
    last_signers_.push_back(no_signer);
  }
  return number;
}

std::uint32_t ClassIndex::keep_signer(std::uint32_t number, std::string_view signer_json) {
  std::uint32_t& last = last_signers_[number];
  if (last == no_signer || signers_[last] != signer_json) {
    last = static_cast<std::uint32_t>(signers_.size());
    signers_.push_back(texts_.append(signer_json));
  }
  return last;
}

}  // namespace pith::engine
