// Each function fails in a way of C++ that throws elsewhere. failures.mjs calls each one in a new instance.

#include <cstddef>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#define EXPORT(name) extern "C" __attribute__((export_name(#name))) const void* name()

namespace boost {

void throw_exception(const std::exception& failure);

}  // namespace boost

namespace {

constexpr std::size_t huge_size = 0xF000'0000;  // more than what is left of 4 GB

struct alignas(64) Aligned {
  char bytes[64];
};

}  // namespace

EXPORT(allocate) {
  return ::operator new(huge_size);
}
EXPORT(allocate_aligned) {
  return ::operator new(huge_size, std::align_val_t(alignof(Aligned)));
}
EXPORT(allocate_too_many) {
  return std::allocator<Aligned>().allocate(huge_size);
}
EXPORT(make_too_long) {
  static std::vector<Aligned> values;
  values.reserve(huge_size);
  return values.data();
}
EXPORT(look_outside) {
  static const std::string text = "short";
  return &text.at(huge_size);
}
EXPORT(throw_as_boost) {
  boost::throw_exception(std::runtime_error("what Boost says"));
  return nullptr;
}
/// Aligned blocks that are given back do not add up.
EXPORT(allocate_and_free) {
  for (int turn = 0; turn < 1000; ++turn) {
    void* const block = ::operator new(10'000'000, std::align_val_t(alignof(Aligned)));
    if (reinterpret_cast<std::size_t>(block) % alignof(Aligned) != 0) {
      return block;
    }
    ::operator delete(block, std::align_val_t(alignof(Aligned)));
  }
  return nullptr;
}
