#include "engine/bundles/open_document.h"

#include <algorithm>

#include "canon/parse.h"
#include "engine/bundles/bundle_view.h"
#include "pith/result.h"

namespace pith::engine {

OpenDocument::OpenDocument(const InputDocument& document) : document_(*canon::parse(document.text)), text_(document_) {
  const Result<std::vector<Item>> items = list_items(document_.root(), document);
  for (const Item& item : *items) {
    top_items_.push_back(items_.size());
    items_.push_back(item);
    if (item.kind == ItemKind::bundle) {
      for (const canon::Value event : canon::Elements(BundleView(item.value, text_).events())) {
        items_.push_back({ItemKind::event, event});
      }
    }
  }
}

std::string OpenDocument::pointer(std::size_t item) const {
  const auto top = std::upper_bound(top_items_.begin(), top_items_.end(), item) - 1;
  std::string pointer;
  if (document_.root().is_array()) {
    pointer = "/" + std::to_string(top - top_items_.begin());
  }
  return item == *top ? pointer : pointer + "/events/" + std::to_string(item - *top - 1);
}

}  // namespace pith::engine
