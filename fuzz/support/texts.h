#ifndef PITH_FUZZ_SUPPORT_TEXTS_H
#define PITH_FUZZ_SUPPORT_TEXTS_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pith::fuzz {

/// Cuts the bytes of a target into texts: FF, which is never in UTF-8, ends each of them but the last. After
/// `count_max` texts, FF no longer ends one.
inline std::vector<std::string> cut_texts(std::string_view bytes, std::size_t count_max) {
  constexpr char text_end = '\xFF';
  std::vector<std::string> texts;
  while (texts.size() + 1 < count_max && bytes.find(text_end) != std::string_view::npos) {
    const std::size_t size = bytes.find(text_end);
    texts.emplace_back(bytes.substr(0, size));
    bytes.remove_prefix(size + 1);
  }
  texts.emplace_back(bytes);
  return texts;
}

}  // namespace pith::fuzz

#endif
