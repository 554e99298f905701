#include <pith/merge.h>

#include <iostream>
#include <iterator>

int main() {
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  const pith::Keyring keys = pith::Keyring::registry();
  const pith::Result<pith::Bundle> bundle = pith::Bundle::parse(text);
  if (!bundle) {
    std::cerr << name(bundle.error().code) << " in line " << bundle.error().place.line << '\n';
    return 2;
  }
  pith::EventSet events(bundle->pith_number(), keys);
  bundle->add_events_to(events);
  const pith::State state = events.state(bundle->trusted_aliases(keys));
  std::cout << to_hex(state.sha256) << '\n';
}
