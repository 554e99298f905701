#ifndef PITH_TESTS_DETERMINISM_GROUPS_H
#define PITH_TESTS_DETERMINISM_GROUPS_H

#include <cstddef>
#include <filesystem>
#include <string>

#include "tests/determinism/cases.h"

namespace pith::determinism {

// The groups of cases. A case is named GROUP/NAME, and is the same wherever it runs. Random input comes from our own
// integer arithmetic (tests/support/chance.h), and never depends on the order in which a compiler evaluates operands.

/// Adds the groups of this program. outside.cpp and inside.cpp define it for the two programs.
void add_groups(std::size_t sets, Cases& cases);

/// Writes files for the program pith-merge into a folder. Throws if this program has none.
void export_files(const std::filesystem::path& folder);

/// Writes the sets into one file. Throws if this program has none.
void export_file(std::size_t sets, const std::filesystem::path& path);

/// Adds every real bundle in a folder: whole, changed and cut short.
void add_bundles(const std::filesystem::path& folder, Cases& cases);

/// Adds numbers as documents: exact midpoints between doubles and their neighbours, powers, and long digits.
void add_numbers(Cases& cases);

/// Adds strings and keys as documents: every kind of code point, escapes, malformed UTF-8, and broken JSON.
void add_strings(Cases& cases);

/// Adds `count` generated sets of events. The sets of a smaller count are the first ones of a larger count.
void add_sets(std::size_t count, Cases& cases);

/// Writes input like that of the sets: `keys.json`, `subject.txt` and some files `NAME.ndjson` of events.
void export_sets(const std::filesystem::path& folder);

/// Writes the sets of add_sets() as one JSON document, for whoever runs them through another interface: `subject`,
/// `keys`, `events` (texts), `aliases` (kind, value and time), and for each of the `sets` the numbers of its events in
/// two halves and of its aliases.
void export_set_list(std::size_t count, const std::filesystem::path& path);

/// The bytes of a file. Throws if it cannot be read or is empty.
std::string read_file(const std::filesystem::path& path);

}  // namespace pith::determinism

#endif
