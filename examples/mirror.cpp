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
// The exit status is 1 if anything cannot be read or is refused: it is reported, and the rest is taken in. It is 2 for
// wrong usage, and if the machine failed. The next run goes on from there as well.

#include <pith/merge.h>

#include <cstdio>
#include <ctime>
#include <exception>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "cli/audit/document_reader.h"
#include "cli/file.h"
#include "cli/terminal.h"
#include "examples/mirror/manifest.h"
#include "examples/mirror/mirror.h"
#include "examples/mirror/posix_disk.h"

namespace {

/// Documents are sorted into records, so that each record is written once for many of them. This much waits in memory.
constexpr std::size_t waiting_bytes_max = std::size_t{64} << 20U;

constexpr char usage[] = "usage: mirror [--keys FILE]... [--base-url URL [--name NAME]] FOLDER [INPUT...]\n";

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
    } else if (words[i] == "--base-url" && pith::is_utf8(value)) {
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
    if (mirror.waiting_bytes() > waiting_bytes_max) {
      mirror.keep();
    }
  }
  mirror.keep();
  return is_complete;
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
  mirror.publish([](const std::string& number, const mirror::Publication& record) {
    std::cout << number << ' ' << to_hex(record.state_sha256) << ' ' << to_hex(record.authentic_state_sha256) << '\n';
  });
  if (!arguments.presentation.base_url.empty()) {
    const auto write = [&](std::string_view at) { return manifest_json(arguments.presentation, at); };
    mirror.publish_manifest(write, now());
  }
  std::cout.flush();
  if (!std::cout) {
    throw std::runtime_error("standard output cannot be written");
  }
  return is_complete ? 0 : 1;
}

}  // namespace

int main(int argument_count, char** words) {
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
