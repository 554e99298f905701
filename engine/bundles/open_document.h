#ifndef PITH_ENGINE_BUNDLES_OPEN_DOCUMENT_H
#define PITH_ENGINE_BUNDLES_OPEN_DOCUMENT_H

#include <cstddef>
#include <string>
#include <vector>

#include "canon/document.h"
#include "canon/write.h"
#include "engine/bundles/split_input.h"

namespace pith::engine {

/// A parsed document and its items: each bundle, followed by its events, and each other event. Does not change. The
/// text must outlive it.
class OpenDocument {
 public:
  /// Needs a document that list_items() accepts. Time n log n.
  explicit OpenDocument(const InputDocument& document);
  OpenDocument(const OpenDocument&) = delete;  // the items are views of the document
  OpenDocument& operator=(const OpenDocument&) = delete;

  const canon::CanonicalText& text() const { return text_; }
  const std::vector<Item>& items() const { return items_; }

  /// Where an item is in the document: an RFC 6901 pointer. Needs an index into items(). Takes logarithmic time.
  std::string pointer(std::size_t item) const;

 private:
  canon::Document document_;
  canon::CanonicalText text_;
  std::vector<Item> items_;
  std::vector<std::size_t> top_items_;  // those that are not in a bundle
};

}  // namespace pith::engine

#endif
