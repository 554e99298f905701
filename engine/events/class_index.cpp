#include "engine/events/class_index.h"

#include <string>

namespace pith::engine {
namespace {

/// A number that differs between most classes that differ, and that costs next to nothing.
std::size_t few_bits_of(const Sha256Digest& principal, std::string_view event_type, std::string_view target) {
  std::size_t bits = principal.bytes.front();
  for (const std::string_view text : {event_type, target}) {
    bits = 31 * bits + text.size() + (text.empty() ? 0 : static_cast<unsigned char>(text.back()));
  }
  return bits;
}

/// A text that no two classes share, and that is the same in each index: what has no fixed size has its size before it.
std::string unique_text(const Sha256Digest& principal, const EventClass& event_class) {
  std::string text(principal.bytes.begin(), principal.bytes.end());
  text += std::to_string(event_class.event_type.size()) + ' ';
  text += event_class.event_type;
  text += event_class.target;
  return text;
}

}  // namespace

ClassNumber ClassIndex::insert(const Crypto& crypto, const Sha256Digest& principal, std::string_view event_type,
                               std::string_view target) {
  ClassNumber& recent = recent_[few_bits_of(principal, event_type, target) % recent_.size()];
  if (recent.is_none() || !is_class(recent, principal, event_type, target)) {
    const EventClass event_class{PrincipalNumber(principals_.insert(principal)), event_type, target};
    recent = insert(crypto.sha256(unique_text(principal, event_class)), event_class);
  }
  return recent;
}

/// Reads the digest of the principal, and does not look it up.
bool ClassIndex::is_class(ClassNumber number, const Sha256Digest& principal, std::string_view event_type,
                          std::string_view target) const {
  const EventClass& event_class = classes_[number];
  return event_class.event_type == event_type && event_class.target == target &&
         principals_[event_class.principal.value] == principal;
}

ClassNumber ClassIndex::insert(const ClassIndex& other, ClassNumber number) {
  const EventClass& event_class = other[number];
  const PrincipalNumber principal(principals_.insert(other.principals_[event_class.principal.value]));
  return insert(other.digests_[number.value], {principal, event_class.event_type, event_class.target});
}

ClassNumber ClassIndex::insert(const Sha256Digest& digest, const EventClass& event_class) {
  const ClassNumber number(digests_.insert(digest));
  if (number.value == classes_.size()) {
    const std::string_view event_type = texts_.store(event_class.event_type);
    classes_.push_back(EventClass{event_class.principal, event_type, texts_.store(event_class.target)});
    last_signers_.push_back(SignerNumber::none());
  }
  return number;
}

SignerNumber ClassIndex::keep_signer(ClassNumber number, std::string_view signer_json) {
  SignerNumber& last = last_signers_[number];
  if (last.is_none() || signers_[last] != signer_json) {
    last = signers_.push_back(texts_.store(signer_json));
  }
  return last;
}

}  // namespace pith::engine
