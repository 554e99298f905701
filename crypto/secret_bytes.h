#ifndef PITH_CRYPTO_SECRET_BYTES_H
#define PITH_CRYPTO_SECRET_BYTES_H

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace pith::crypto {

/// Bytes that nobody else may see. They are in one place, which never moves or grows, and are wiped at the end. There
/// are no copies: whoever reads a secret reads into one of these, and passes views of it on.
class SecretBytes {
 public:
  /// Room for that many bytes. Throws std::bad_alloc.
  explicit SecretBytes(std::size_t capacity_bytes);
  ~SecretBytes();
  SecretBytes(SecretBytes&&) noexcept = default;
  SecretBytes& operator=(SecretBytes&&) = delete;

  /// All of the room.
  std::span<std::uint8_t> room() noexcept { return {bytes_.get(), capacity_bytes_}; }

  /// Says how many bytes of the room are used; at first, none. Needs at most as many as there are.
  void resize(std::size_t size_bytes) noexcept {
    assert(size_bytes <= capacity_bytes_);
    size_bytes_ = size_bytes;
  }

  /// Adds a byte. Needs room for it.
  void push_back(char byte) noexcept {
    assert(size_bytes_ < capacity_bytes_);
    bytes_[size_bytes_++] = static_cast<std::uint8_t>(byte);
  }

  std::span<const std::uint8_t> bytes() const noexcept { return {bytes_.get(), size_bytes_}; }
  std::string_view text() const noexcept { return {reinterpret_cast<const char*>(bytes_.get()), size_bytes_}; }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;  // null if it was moved from
  std::size_t capacity_bytes_;
  std::size_t size_bytes_ = 0;
};

}  // namespace pith::crypto

#endif
