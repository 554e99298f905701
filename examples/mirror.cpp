// A mirror: takes in bundles and events from folders, archives and files, remembers everything that a trusted key
// signed, and writes what any web server can serve. examples/mirror/mirror.h lists the files, and docs/mirror.md says
// how to run it.
//
//     mirror [--keys FILE]... [--base-url URL [--name NAME]] FOLDER [INPUT...]
//
// Trusts the registry's key and those in each FILE. Serves a manifest if it knows the address, which is that of
// FOLDER/public. Prints for each record its number, the hash of its state, and the hash of the state of its authentic
// events (SPEC 8.4). Mirrors compare the last one, because what no trusted key signed does not change it. Run again
// with nothing new, it changes no file. It can be killed at any moment: the next run goes on from there.
//
// What is kept and not served is a remark on standard error, which changes no exit status. The status is 1 if anything
// cannot be read or is refused: it is reported, and the rest is taken in. It is 2 for wrong usage, if the machine
// failed, and if what was kept of a record is damaged. The next run goes on from there as well.

#include <pith/merge.h>

#include <cstdio>
#include <ctime>
#include <exception>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cli/audit/document_reader.h"
#include "cli/file.h"
#include "cli/terminal.h"
#include "examples/mirror/manifest.h"
#include "examples/mirror/mirror.h"
#include "examples/mirror/posix_disk.h"

namespace {

constexpr char usage[] =
    "usage: mirror [--keys FILE]... [--base-url URL [--name NAME]] FOLDER [INPUT...]\n"
    "\n"
    "Takes in bundles and events, and serves them from FOLDER/public.\n"
    "\n"
    "  --keys FILE     trust these keys too\n"
    "  --base-url URL  write a manifest: FOLDER/public is served there\n"
    "  --name NAME     the mirror's name in the manifest (default: the URL)\n"
    "\n"
    "docs/mirror.md has more.\n";

constexpr std::size_t listed_faults_max = 5;  // why events of a record are not served

struct Arguments {
  std::vector<std::string> key_files;
  mirror::Presentation presentation;
  std::string folder;
  std::vector<std::string> inputs;
};

std::optional<Arguments> parse(const std::vector<std::string>& words) {
  Arguments arguments;
  std::size_t i = 0;
  for (; i < words.size() && words[i].starts_with("--"); i += 2) {
    if (i + 1 == words.size()) {
      return std::nullopt;
    }
    const std::string& value = words[i + 1];
    if (words[i] == "--keys") {
      arguments.key_files.push_back(value);
    } else if (words[i] == "--base-url" && pith::is_utf8(value) && value.find_first_not_of('/') != std::string::npos) {
      arguments.presentation.base_url = value.substr(0, value.find_last_not_of('/') + 1);
    } else if (words[i] == "--name" && pith::is_utf8(value)) {
      arguments.presentation.name = value;
    } else {
      return std::nullopt;
    }
  }
  if (i == words.size() || words[i].empty()) {
    return std::nullopt;
  }
  arguments.folder = words[i];
  arguments.inputs.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
  if (arguments.presentation.name.empty()) {
    arguments.presentation.name = arguments.presentation.base_url;
  }
  return arguments;
}

void complain(const std::string& source, const std::string& words) {
  std::cerr << pith::cli::printable(source) << ": " << pith::cli::printable(words) << '\n';
}

pith::Keyring read_keys(const std::vector<std::string>& files) {
  pith::Keyring keys = pith::Keyring::registry();
  for (const std::string& file : files) {
    const pith::Result<std::string> text = pith::cli::read_file(file);
    const pith::Result<void> added = text ? keys.add(*text) : pith::Result<void>(text.error());
    if (!added) {
      throw std::runtime_error(file + ": " + describe(added.error()));
    }
  }
  return keys;
}

/// Takes in every document. Returns whether all could be read, and nothing was left out.
bool take_inputs(mirror::Mirror& mirror, const std::vector<std::string>& inputs) {
  bool is_complete = true;
  pith::cli::DocumentReader reader(inputs, {});
  while (const std::optional<pith::cli::AuditDocument> document = reader.next()) {
    std::vector<std::string> complaints;
    if (document->error) {
      complaints.push_back(describe(*document->error));
    } else {
      complaints = mirror.take(document->text, document->may_be_other);
    }
    for (const std::string& complaint : complaints) {
      complain(document->source, complaint);
      is_complete = false;
    }
  }
  mirror.keep();
  return is_complete;
}

/// Such as `1 event is kept and not served: unknown_key jane-2026`.
void remark_on_others(const mirror::RecordMemory& memory) {
  const std::map<std::string, std::size_t> faults = memory.not_served();
  std::size_t count = 0;
  std::size_t listed_count = 0;
  std::string words;
  for (const auto& [fault, times] : faults) {
    count += times;
    if (++listed_count <= listed_faults_max) {
      words += (listed_count > 1 ? ", " : "") + (faults.size() > 1 ? std::to_string(times) + ' ' : "") + fault;
    }
  }
  if (listed_count > listed_faults_max) {
    words += ", and others";
  }
  if (count > 0) {
    complain(memory.pith_number(),
             std::to_string(count) + (count == 1 ? " event is" : " events are") + " kept and not served: " + words);
  }
}

/// Prints the line of a record, and remarks.
void report(const mirror::RecordMemory& memory, const std::optional<mirror::Publication>& publication) {
  const std::string& number = memory.pith_number();
  if (publication) {
    std::cout << number << ' ' << to_hex(publication->state_sha256) << ' '
              << to_hex(publication->authentic_state_sha256) << '\n';
  } else {
    complain(number, "kept and not served: no valid event creates the record");
  }
  remark_on_others(memory);
}

std::string now() {
  const std::time_t seconds = std::time(nullptr);
  std::tm parts = {};
  char text[sizeof "2026-05-19T20:12:26Z"] = {};
  if (gmtime_r(&seconds, &parts) == nullptr || std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
    throw std::runtime_error("the clock does not tell the time");
  }
  return text;
}

int run(const Arguments& arguments) {
  pith::VerdictCache verdicts;
  const pith::Keyring keys = read_keys(arguments.key_files);
  mirror::PosixDisk disk(arguments.folder);
  mirror::Mirror mirror(disk, {keys, &verdicts});
  const bool is_complete = take_inputs(mirror, arguments.inputs);
  for (const std::string& number : mirror.forgotten()) {
    complain(number, "not kept: no trusted key signed any of it");
  }
  mirror.publish(report);
  if (!arguments.presentation.base_url.empty()) {
    const auto write = [&](std::string_view at) { return manifest_json(arguments.presentation, at); };
    mirror.publish_manifest(write, now());
  }
  std::cout.flush();
  if (!std::cout) {
    throw std::runtime_error("standard output cannot be written");
  }
  for (const auto& [number, damage] : mirror.damaged()) {
    complain("mirror", damage + "; this record is left as it is");
  }
  if (!mirror.damaged().empty()) {
    return 2;
  }
  return is_complete ? 0 : 1;
}

}  // namespace

int main(int argument_count, char** words) {
  if (argument_count == 2 && std::string_view(words[1]) == "--help") {
    std::cout << usage << std::flush;
    return std::cout ? 0 : 2;
  }
  const std::optional<Arguments> arguments = parse({words + 1, words + argument_count});
  if (!arguments) {
    std::cerr << usage;
    return 2;
  }
  try {
    return run(*arguments);
  } catch (const std::exception& exception) {
    complain("mirror", exception.what());
    return 2;
  }
}
