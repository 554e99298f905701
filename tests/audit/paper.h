#ifndef PITH_TESTS_AUDIT_PAPER_H
#define PITH_TESTS_AUDIT_PAPER_H

#include <cstdint>
#include <string>

#include "pith/crypto.h"
#include "tests/audit/json_pair.h"
#include "tests/support/chance.h"

namespace pith::tests::mirror {

/// A made-up paper. Two of one seed never have the same record, because the title ends with the index.
struct Paper {
  Paper(Chance& chance, std::uint64_t index);

  std::string arxiv_id;
  std::uint64_t version;
  std::string category;
  std::string license;
  std::string submitted_at;  ///< from 2007 to 2026
  std::string title;
  std::string authors;
  std::string abstract_excerpt;
};

/// A canonical record and what follows from it (SPEC 2).
struct PaperRecord {
  PaperRecord(const Paper& paper, const std::string& title);

  Json json;
  Json source;
  Sha256Digest digest;
  std::string suffix;
  std::string pith_number;
  std::string short_pith_number;
};

/// Words, about `size` bytes of them. Some have letters outside ASCII, quotes or a backslash.
std::string words(Chance& chance, std::size_t size);

/// An instant in 2026, `day` days of a calendar of months of 28 days after its start.
std::string instant(std::size_t day, std::size_t second);

/// The payload of a graph_snapshot, with the members that the registry writes.
Json graph_snapshot(const Paper& paper, const Json& source);

}  // namespace pith::tests::mirror

#endif
