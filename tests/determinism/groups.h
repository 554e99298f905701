#ifndef PITH_TESTS_DETERMINISM_GROUPS_H
#define PITH_TESTS_DETERMINISM_GROUPS_H

#include <cstddef>
#include <filesystem>
#include <string>

#include "tests/determinism/cases.h"

namespace pith::determinism {

// The groups of cases. A case is named GROUP/NAME, and is the same wherever it runs: what is generated comes from
// integer arithmetic of our own (tests/support/chance.h), and never from how an expression happens to be evaluated.

/// What this program goes through: outside.cpp and inside.cpp are two programs.
void add_groups(std::size_t sets, Cases& cases);

/// Writes files for the program pith-merge into a folder. Throws where this program has none.
void export_files(const std::filesystem::path& folder);

/// Every real bundle in a folder, whole, and with what changes and cuts make of it.
void add_bundles(const std::filesystem::path& folder, Cases& cases);

/// Numbers as documents: exact midpoints between doubles and their neighbours, every power, digits of any length.
void add_numbers(Cases& cases);

/// Strings and keys as documents: every kind of code point, escape, malformed UTF-8, and JSON cut short and changed.
void add_strings(Cases& cases);

/// So many generated sets of events; a smaller count is a prefix of a larger one.
void add_sets(std::size_t count, Cases& cases);

/// Writes what the sets are made of: `keys.json`, `subject.txt` and some files `NAME.ndjson` of events.
void export_sets(const std::filesystem::path& folder);

/// The bytes of a file. Throws where it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace pith::determinism

#endif
