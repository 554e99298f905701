#ifndef PITH_FUZZ_SUPPORT_CHOICES_H
#define PITH_FUZZ_SUPPORT_CHOICES_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace pith::fuzz {

/// Reads the bytes of an input as bounded choices, one byte each. When the bytes run out, every choice is 0.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  /// 0 to 255.
  std::size_t byte() {
    const std::size_t value = bytes_.empty() ? 0 : bytes_.front();
    bytes_ = bytes_.subspan(std::min<std::size_t>(1, bytes_.size()));
    return value;
  }

  /// 0 to count - 1. Needs 0 < count <= 256. The remainder has a small bias, which does not matter here.
  std::size_t below(std::size_t count) { return byte() % count; }

  /// The next eight bytes, least significant first.
  std::uint64_t word() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 8) {
      value |= static_cast<std::uint64_t>(byte()) << shift;
    }
    return value;
  }

  /// The next bytes as choices of their own. However many of those are read, this object continues after all of them.
  Choices take(std::size_t size_bytes) {
    const std::size_t size = std::min(size_bytes, bytes_.size());
    const Choices taken(bytes_.first(size));
    bytes_ = bytes_.subspan(size);
    return taken;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace pith::fuzz

#endif
