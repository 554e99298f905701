#include <pith/merge.h>

#include <iostream>
#include <iterator>

int main() {
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  const std::string_view inputs[] = {text};
  const auto merged = pith::merge_inputs(inputs, pith::Keyring::registry());
  if (!merged) {
    std::cerr << describe(merged.error()) << '\n';  // LINE:COLUMN: CODE: explanation
    return 2;
  }
  std::cout << to_hex(merged->state.sha256) << '\n';
}
