#include "cli/options.h"

#include "cli/file.h"

namespace pith::cli {

std::optional<Keyring> load_keyring(const CommonOptions& options, const Terminal& terminal) {
  const Crypto crypto;
  Keyring keyring = options.no_default_keys ? Keyring(crypto) : Keyring::registry(crypto);
  bool ok = true;
  for (const std::string& path : options.key_files) {
    const Result<std::string> text = read_file(path);
    const Result<void> added = text ? keyring.add(*text) : Result<void>(text.error());
    if (!added) {
      terminal.refuse(path, added.error());
      ok = false;
    }
  }
  return ok ? std::optional(std::move(keyring)) : std::nullopt;
}

}  // namespace pith::cli
