#ifndef PITH_EXAMPLES_MIRROR_DOCUMENTS_H
#define PITH_EXAMPLES_MIRROR_DOCUMENTS_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "examples/mirror/json_text.h"

namespace mirror {

enum class ItemKind : std::uint8_t { event, bundle };

/// An event or a bundle of a record.
struct Item {
  ItemKind kind = ItemKind::event;
  std::string pith_number;  ///< pith::is_pith_number()
  std::string json;         ///< in canonical form
};

/// Takes an event or a bundle. A bundle comes before its events.
using TakeItem = std::function<void(Item item)>;

/// This many complaints about one document are listed, because two bytes of it can be a reason for one.
inline constexpr std::size_t listed_complaints_max = 100;

/// Sorts a document: a bundle, an event, or an array of these (SPEC 9.5). An event goes to the record that it names. If
/// it names none, it goes to that of the bundle that it is in. `may_be_other`: the document is a whole file, and so may
/// be a state or a manifest of another mirror, which has nothing to take. Returns what is left out, and why, for
/// people; if it is much, the last line says how much more there is. Pure, apart from `take`.
std::vector<std::string> sort_document(std::string_view text, bool may_be_other, const TakeItem& take);

/// Whether an object is a bundle (SPEC 9.1).
bool is_bundle(const std::vector<Member>& members);

/// The events of a record as a bundle, which is not signed. Needs pith::is_pith_number(pith_number).
std::string write_bundle(std::string_view pith_number, std::string_view events_with_commas);

/// A document that gives back the event if it is sorted. Usually it is the event. If that would be taken in another way
/// on its own, it is a bundle of it: a signer may give an event any additional members (SPEC 4.1), even all those of a
/// bundle. Needs an event of the record, in canonical form.
std::string as_document(std::string_view pith_number, const std::string& event);

}  // namespace mirror

#endif
