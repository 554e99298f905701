#ifndef PITH_EXAMPLES_MIRROR_DOCUMENTS_H
#define PITH_EXAMPLES_MIRROR_DOCUMENTS_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mirror {

enum class ItemKind : std::uint8_t { event, bundle };

/// An event or a bundle of a record.
struct Item {
  ItemKind kind = ItemKind::event;
  std::string pith_number;  ///< pith::is_pith_number()
  std::string json;         ///< in canonical form
};

/// What a document has for a mirror.
struct SortedDocument {
  std::vector<Item> items;              ///< a bundle comes before its events
  std::vector<std::string> complaints;  ///< what is left out, and why; for people
};

/// Sorts a document: a bundle, an event, or an array of these (SPEC 9.5). An event goes to the record that it names. If
/// it names none, it goes to that of the bundle that it is in. `may_be_other`: the document is a whole file, and so may
/// be a state or a manifest of another mirror, which has nothing to take. Pure.
SortedDocument sort_document(std::string_view text, bool may_be_other);

}  // namespace mirror

#endif
