// A mirror: takes in folders of bundles from several sources, and writes each record's state as the registry would
// serve it, whatever each source had or left out:
//
//     mirror OUTPUT SOURCE...    reads SOURCE/**/*.json, writes OUTPUT/pith-YEAR-SUFFIX/state.json
//
// The folder is named after the Pith Number, with `-` for `:`. Exit status 1 where something could not be taken in,
// which is said and left out; 2 where the machine failed, and nothing can be concluded.

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

/// Names of files come from others: what a terminal could take for a command is written as `\xHH`.
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

/// Nothing where the file cannot be read to its end.
std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file.is_open() || file.bad()) {
    return std::nullopt;
  }
  return text;
}

/// Takes a bundle in. Says what is wrong where that cannot be done.
bool take_in(const fs::path& path, const pith::Keyring& keys, Records& records) {
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
  if (!pith::is_pith_number(number)) {  // it becomes a path, and so nothing else will do
    complain(path, "its pith_number is none");
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

/// Takes in all that is below a folder. What cannot be entered or read is said, and the rest taken in.
bool take_in_all(const fs::path& source, const pith::Keyring& keys, Records& records) {
  bool is_whole = true;
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
        const bool is_other = entry->exists(is_unknown) && !entry->is_regular_file(is_unknown);  // a pipe for one
        if (is_other) {
          complain(entry->path(), "is no file");
        }
        is_whole = !is_other && take_in(entry->path(), keys, records) && is_whole;
      }
    }
    if (fault) {
      complain(folder, fault.message());
      is_whole = false;
    }
  }
  return is_whole;
}

/// Whoever reads the file meanwhile reads the old state or the new one, and never a part.
void write_whole(const fs::path& path, const std::string& text) {
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

/// Whether the registry's word that created the record is among what was taken in. Without it there is no record.
bool is_created(const pith::State& state) {
  const auto created = pith::canonical_json_at(state.document, "/current/record_created");
  return created && *created && **created != "null";
}

void write_state(const fs::path& output, const std::string& number, const Record& record) {
  // What no trusted key signed is left out: anybody could have put it there.
  const pith::State state = record.events.state(record.aliases, pith::Scope::authentic_only);
  if (!is_created(state)) {
    std::cerr << number << ": nobody created that record, as far as these sources know\n";
    return;
  }
  std::string folder = number;
  std::replace(folder.begin(), folder.end(), ':', '-');
  fs::create_directories(output / folder);
  write_whole(output / folder / "state.json", state.document);
  std::cout << number << ' ' << to_hex(state.sha256) << '\n';
}

int mirror(const fs::path& output, const std::vector<fs::path>& sources) {
  const pith::Keyring keys = pith::Keyring::registry();
  Records records;
  bool is_whole = true;
  for (const fs::path& source : sources) {
    is_whole = take_in_all(source, keys, records) && is_whole;
  }
  for (const auto& [number, record] : records) {
    write_state(output, number, record);
  }
  std::cout.flush();
  if (!std::cout) {
    throw std::runtime_error("standard output cannot be written");
  }
  return is_whole ? 0 : 1;
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
