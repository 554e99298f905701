#include "tests/support/counterexample.h"

#include <cctype>
#include <cstddef>
#include <fstream>
#include <stdexcept>

#include "tests/support/reference.h"

namespace pith::tests {

std::vector<std::string> minimise(std::vector<std::string> events, const Claim& claim) {
  for (bool has_changed = true; has_changed;) {
    has_changed = false;
    for (std::size_t i = 0; i < events.size();) {
      std::vector<std::string> fewer = events;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (claim(fewer).empty()) {
        ++i;
      } else {
        events = fewer;
        has_changed = true;
      }
    }
  }
  return events;
}

std::filesystem::path write_vector(const World& world, const Counterexample& counterexample) {
  const reference::Checker checker = checker_of(world);
  const std::vector<reference::Copy> copies = copies_of(checker, counterexample.events);
  const reference::Outcome all = reference_state(checker, copies, counterexample.aliases);
  const reference::Outcome authentic = reference_state(checker, copies, counterexample.aliases, Scope::authentic_only);
  std::vector<std::string> warnings;
  for (const auto& [code, id] : all.warnings) {
    warnings.push_back(write_array({quote(code), quote(id)}));
  }
  std::vector<std::string> events;
  for (const std::string& event : counterexample.events) {
    events.push_back(quote(event));
  }
  std::vector<std::string> aliases;
  for (const Alias& alias : counterexample.aliases) {
    aliases.push_back(write_object({{"alias_kind", quote(alias.kind)},
                                    {"alias_value", quote(alias.value)},
                                    {"created_at", quote(alias.created_at)}}));
  }
  std::string name = counterexample.name;
  for (char& c : name) {
    c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  const std::string json = write_object({
      {"vector", quote("merge")},
      {"name", quote(name)},
      {"shows", quote(counterexample.shows)},
      {"rules", write_array({quote(counterexample.rule)})},
      {"subject", quote(world.record.pith_number)},
      {"keys", write_array({write_object({{"public_keys", write_array(world.key_entries)}})})},
      {"bundle_keys", "[]"},
      {"aliases", write_array(aliases)},
      {"events", write_array(events)},
      {"expected",
       write_object({{"document", quote(all.document)},
                     {"state_sha256", quote(all.state_sha256)},
                     {"authentic_document", quote(authentic.document)},
                     {"input_sha256", quote(reference_input_sha256(checker, copies, counterexample.aliases))},
                     {"warnings", write_array(warnings)}})},
  });
  const std::filesystem::path folder = PITH_COUNTEREXAMPLES;
  std::filesystem::create_directories(folder);
  std::filesystem::path path = folder / (name + ".json");
  std::ofstream file(path, std::ios::binary);
  file << json << '\n';
  if (!file.flush()) {
    throw std::runtime_error("cannot write " + path.string());
  }
  return path;
}

}  // namespace pith::tests
