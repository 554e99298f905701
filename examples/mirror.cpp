// A mirror: reads folders of bundles from several sources, merges them, and writes the state of each record. If the
// sources together have all events and no junk, the state is the one that the registry serves. Junk is listed in it as
// invalid. Prints for each record its number, the hash of its state, and the hash of the state of its authentic events
// (SPEC 8.4). Mirrors compare the last one, because what no trusted key signed does not change it.
//
//     mirror OUTPUT SOURCE...    reads SOURCE/**/*.json, writes OUTPUT/pith-YEAR-SUFFIX/state.json
//
// The folder is named after the Pith Number, with `-` for `:`. What cannot be read is reported and left out; the exit
// status is then 1. It is 2 if the machine failed: then the output is not complete.

#include <pith/merge.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Record {
  pith::EventSet events;
  std::vector<pith::Alias> aliases;
};

using Records = std::map<std::string, Record>;

/// Others choose the names of files. Bytes that a terminal could take for a command are written as `\xHH`.
std::string escape(const std::string& text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string escaped;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= 0x20 && byte < 0x7F && byte != '\\') {
      escaped += character;
    } else {
      escaped += {'\\', 'x', digits[byte >> 4U], digits[byte & 0xFU]};
    }
  }
  return escaped;
}

void complain(const fs::path& path, const std::string& words) {
  std::cerr << escape(path.string()) << ": " << words << '\n';
}

/// std::nullopt if the file cannot be read to its end.
std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file.is_open() || file.bad()) {
    return std::nullopt;
  }
  return text;
}

/// Adds the events and aliases of a bundle to its record. If that fails, says why and returns false.
bool add_bundle(const fs::path& path, const pith::Keyring& keys, Records& records) {
  std::optional<std::string> text = read_file(path);
  if (!text) {
    complain(path, "cannot be read");
    return false;
  }
  const pith::Result<pith::Bundle> bundle = pith::Bundle::parse(*std::move(text));
  if (!bundle) {
    complain(path, "line " + std::to_string(bundle.error().place.line) + ": " + std::string(name(bundle.error().code)));
    return false;
  }
  const std::string& number = bundle->pith_number();
  if (!pith::is_pith_number(number)) {  // it becomes a path: `../x` must not pass
    complain(path, "its pith_number does not have the form of a Pith Number");
    return false;
  }
  Record& record = records.try_emplace(number, Record{pith::EventSet(number, keys), {}}).first->second;
  bundle->add_events_to(record.events);
  const pith::BundleAliases theirs = bundle->aliases_for(number, keys);
  record.aliases.insert(record.aliases.end(), theirs.aliases.begin(), theirs.aliases.end());
  for (const pith::Warning& warning : theirs.warnings) {
    complain(path, "warning: " + std::string(name(warning.code)));
  }
  return true;
}

/// Adds all bundles in a folder and its subfolders. If one cannot be added, says why, and goes on with the rest.
bool add_folder(const fs::path& source, const pith::Keyring& keys, Records& records) {
  bool is_complete = true;
  std::vector<fs::path> folders = {source};
  while (!folders.empty()) {
    const fs::path folder = std::move(folders.back());
    folders.pop_back();
    std::error_code fault;
    fs::directory_iterator entry(folder, fault);
    for (const fs::directory_iterator end; !fault && entry != end; entry.increment(fault)) {
      std::error_code is_unknown;
      const fs::file_status link = entry->symlink_status(is_unknown);
      if (fs::is_directory(link)) {
        folders.push_back(entry->path());
      } else if (entry->path().extension() == ".json") {
        const bool is_other = entry->exists(is_unknown) && !entry->is_regular_file(is_unknown);  // a pipe could block
        if (is_other) {
          complain(entry->path(), "is not a regular file");
        }
        is_complete = !is_other && add_bundle(entry->path(), keys, records) && is_complete;
      }
    }
    if (fault) {
      complain(folder, fault.message());
      is_complete = false;
    }
  }
  return is_complete;
}

/// Replaces the file in one step: a reader gets the old text or the new one, and never a part of it.
void write_file(const fs::path& path, const std::string& text) {
  fs::path temporary = path;
  temporary += ".new";
  std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) {
    throw fs::filesystem_error("cannot be written", temporary, std::error_code(errno, std::generic_category()));
  }
  fs::rename(temporary, path);
}

/// Whether the state has a live record_created event. Without one there is no record.
bool is_created(const pith::State& state) {
  const auto created = pith::canonical_json_at(state.document, "/current/record_created");
  return created && *created && **created != "null";
}

void write_state(const fs::path& output, const std::string& number, const Record& record) {
  const pith::State state = record.events.state(record.aliases);
  if (!is_created(state)) {
    std::cerr << number << ": not written, because no source has its record_created event\n";
    return;
  }
  std::string folder = number;
  std::replace(folder.begin(), folder.end(), ':', '-');
  fs::create_directories(output / folder);
  write_file(output / folder / "state.json", state.document);
  const pith::State authentic = record.events.state({}, pith::Scope::authentic_only);
  std::cout << number << ' ' << to_hex(state.sha256) << ' ' << to_hex(authentic.sha256) << '\n';
}

int mirror(const fs::path& output, const std::vector<fs::path>& sources) {
  const pith::Keyring keys = pith::Keyring::registry();
  Records records;
  bool is_complete = true;
  for (const fs::path& source : sources) {
    is_complete = add_folder(source, keys, records) && is_complete;
  }
  for (const auto& [number, record] : records) {
    write_state(output, number, record);
  }
  std::cout.flush();
  if (!std::cout) {
    throw std::runtime_error("standard output cannot be written");
  }
  return is_complete ? 0 : 1;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 3) {
    std::cerr << "usage: mirror OUTPUT SOURCE...\n";
    return 2;
  }
  try {
    return mirror(arguments[1], {arguments + 2, arguments + argument_count});
  } catch (const std::exception& exception) {
    std::cerr << "mirror: " << escape(exception.what()) << '\n';
    return 2;
  }
}
