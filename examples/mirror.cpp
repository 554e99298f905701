// A mirror: takes in folders of bundles from several sources, and writes each record's state as the registry would
// serve it, whatever each source had or left out:
//
//     mirror OUTPUT SOURCE...    reads SOURCE/**/*.json, writes OUTPUT/PITH-YEAR-SUFFIX/state.json

#include <pith/merge.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace {

struct Record {
  pith::EventSet events;
  std::vector<pith::Alias> aliases;
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Takes a bundle in. Says what is wrong where that cannot be done.
bool take_in(const std::filesystem::path& path, const pith::Keyring& keys, std::map<std::string, Record>& records) {
  const pith::Result<pith::Bundle> bundle = pith::Bundle::parse(read_file(path));
  if (!bundle) {
    std::cerr << path << ": line " << bundle.error().place.line << ": " << name(bundle.error().code) << '\n';
    return false;
  }
  const std::string& number = bundle->pith_number();
  if (!pith::is_pith_number(number)) {  // it becomes a path, and so nothing else will do
    std::cerr << path << ": its pith_number is none\n";
    return false;
  }
  Record& record = records.try_emplace(number, Record{pith::EventSet(number, keys), {}}).first->second;
  bundle->add_events_to(record.events);
  const std::vector<pith::Alias> aliases = bundle->trusted_aliases(keys);
  record.aliases.insert(record.aliases.end(), aliases.begin(), aliases.end());
  return true;
}

void write_state(const std::filesystem::path& output, const std::string& number, const Record& record) {
  std::string name = number;
  std::replace(name.begin(), name.end(), ':', '-');
  std::filesystem::create_directories(output / name);
  // What no trusted key signed is left out: anybody could have put it there.
  const pith::State state = record.events.state(record.aliases, pith::Scope::authentic_only);
  std::ofstream(output / name / "state.json", std::ios::binary) << state.document;
  std::cout << number << ' ' << to_hex(state.sha256) << '\n';
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 3) {
    std::cerr << "usage: mirror OUTPUT SOURCE...\n";
    return 2;
  }
  const pith::Keyring keys = pith::Keyring::registry();
  std::map<std::string, Record> records;
  bool is_whole = true;
  for (int i = 2; i < argument_count; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[i])) {
      if (entry.is_regular_file() && entry.path().extension() == ".json") {
        is_whole = take_in(entry.path(), keys, records) && is_whole;
      }
    }
  }
  for (const auto& [number, record] : records) {
    write_state(arguments[1], number, record);
  }
  return is_whole ? 0 : 1;
}
