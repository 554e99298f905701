#ifndef PITH_CONTAINERS_TYPED_INDEX_H
#define PITH_CONTAINERS_TYPED_INDEX_H

// Indices that the compiler tells apart. A digest's number, an event's index and an event's rank are all 32-bit
// numbers; as distinct types, none of them opens the table of another.
//
// Example: given `using EventIndex = TypedIndex<struct EventIndexTag>` and
// `TypedTable<EventIndex, std::vector<bool>> is_valid`, `is_valid[event]` compiles for an EventIndex and for nothing
// else. Costs nothing: the types hold one number.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace pith::containers {

template <class Tag>
struct TypedIndex {
  std::uint32_t value = 0;

  constexpr TypedIndex() = default;
  constexpr explicit TypedIndex(std::size_t number) : value(static_cast<std::uint32_t>(number)) {}

  /// Stands for "nothing" where an optional would take twice the memory.
  static constexpr TypedIndex none() { return TypedIndex(UINT32_MAX); }
  constexpr bool is_none() const { return value == UINT32_MAX; }

  friend constexpr auto operator<=>(const TypedIndex&, const TypedIndex&) = default;
};

/// The indices from 0 to count - 1, for a range-based loop.
template <class Index>
class IndexRange {
 public:
  class Iterator {
   public:
    explicit Iterator(std::uint32_t value) : value_(value) {}
    Index operator*() const { return Index(value_); }
    Iterator& operator++() {
      ++value_;
      return *this;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    std::uint32_t value_;
  };

  explicit IndexRange(std::size_t count) : count_(static_cast<std::uint32_t>(count)) {}
  Iterator begin() const { return Iterator(0); }
  Iterator end() const { return Iterator(count_); }

 private:
  std::uint32_t count_;
};

/// A table that only one kind of index opens. `Table` is a vector, or has its operator[], size() and push_back().
template <class Index, class Table>
class TypedTable {
 public:
  TypedTable() = default;
  explicit TypedTable(Table table) : table_(std::move(table)) {}

  decltype(auto) operator[](Index index) { return table_[index.value]; }
  decltype(auto) operator[](Index index) const { return table_[index.value]; }

  std::uint32_t size() const { return static_cast<std::uint32_t>(table_.size()); }
  bool empty() const { return table_.empty(); }
  IndexRange<Index> indices() const { return IndexRange<Index>(table_.size()); }

  /// Appends an item; the result is its index.
  template <class Item>
  Index push_back(Item&& item) {
    const Index index(table_.size());
    table_.push_back(std::forward<Item>(item));
    return index;
  }
  template <class Item>
  void assign(std::size_t count, const Item& item) {
    table_.assign(count, item);
  }
  void resize(std::size_t count) { table_.resize(count); }

  const Table& items() const { return table_; }

 private:
  Table table_;
};

}  // namespace pith::containers

#endif
