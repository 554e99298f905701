#ifndef PITH_CANON_JSON_WRITER_H
#define PITH_CANON_JSON_WRITER_H

// Writes JSON that does not come from a parsed document: state documents, the hashes over them, and reports. JSON that
// does come from one is written by canon/write.h.

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "canon/write.h"

namespace pith::canon {

/// Collects what a JsonWriter writes.
struct TextSink {
  std::string text;
  void put(std::string_view bytes) { text += bytes; }
};

/// Whether the members of an object are written in the order in which they are listed, or sorted by name.
enum class MemberOrder : std::uint8_t { listed, canonical };

/// A member of an object: its name, and a function that writes its value. A view: both must outlive it. A function that
/// is written out among the members of a call lives until the call has returned.
class JsonMember {
 public:
  template <class Write>
  JsonMember(std::string_view name, const Write& write)
      : name_(name), write_(&write), call_([](const void* function) { (*static_cast<const Write*>(function))(); }) {}

  std::string_view name() const { return name_; }
  void write() const { call_(write_); }

 private:
  std::string_view name_;
  const void* write_;
  void (*call_)(const void*);
};

/// Writes compact JSON into a sink, which has `void put(std::string_view)`. The caller balances the brackets and gives
/// each key one value. Each call is linear in what it writes, and throws what the sink throws. For one thread at a
/// time.
template <class Sink>
class JsonWriter {
 public:
  /// More than any object that we write has.
  static constexpr std::size_t members_max = 32;

  /// The sink must outlive the writer.
  explicit JsonWriter(Sink& sink) : sink_(sink) {}

  void begin_object() { open("{"); }
  void end_object() { close("}"); }
  void begin_array() { open("["); }
  void end_array() { close("]"); }

  /// The key of the next value. Needs a name without characters that must be escaped.
  void key(std::string_view name) {
    sink_.put(needs_comma_ ? ",\"" : "\"");
    sink_.put(name);
    sink_.put("\":");
    needs_comma_ = false;
  }

  /// The same for any name. Needs text that is UTF-8.
  void any_key(std::string_view name) {
    string(name);
    sink_.put(":");
    needs_comma_ = false;
  }

  /// SPEC 1.2: a text as a string. Needs text that is UTF-8.
  void string(std::string_view text) {
    separate();
    scratch_.clear();
    append_string(scratch_, text);
    sink_.put(scratch_);
  }
  void string_or_null(const std::optional<std::string_view>& text) { text ? string(*text) : null(); }
  void number(std::uint64_t number) {
    std::array<char, 24> digits;
    const std::to_chars_result result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    json({digits.data(), static_cast<std::size_t>(result.ptr - digits.data())});
  }
  void boolean(bool value) { json(value ? "true" : "false"); }
  void null() { json("null"); }

  /// A value that is already JSON.
  void json(std::string_view text) {
    separate();
    sink_.put(text);
  }

  /// An object with these members. Needs at most members_max members if they are sorted.
  void object(std::initializer_list<JsonMember> members, MemberOrder order = MemberOrder::listed) {
    object(std::span(members.begin(), members.size()), order);
  }
  void object(std::span<const JsonMember> members, MemberOrder order = MemberOrder::listed) {
    begin_object();
    this->members(members, order);
    end_object();
  }

  /// These members of an object that is open. Needs at most members_max members if they are sorted.
  void members(std::initializer_list<JsonMember> members, MemberOrder order = MemberOrder::listed) {
    this->members(std::span(members.begin(), members.size()), order);
  }
  void members(std::span<const JsonMember> members, MemberOrder order = MemberOrder::listed) {
    for_each_member(members, order, [this](const JsonMember& member) {
      key(member.name());
      member.write();
    });
  }

  /// An array: `write` writes each item.
  template <class Items, class Write>
  void array(const Items& items, Write write) {
    begin_array();
    for (const auto& item : items) {
      write(item);
    }
    end_array();
  }

 private:
  template <class Visit>
  static void for_each_member(std::span<const JsonMember> members, MemberOrder order, Visit visit) {
    if (order == MemberOrder::listed) {
      std::for_each(members.begin(), members.end(), visit);
      return;
    }
    std::array<const JsonMember*, members_max> sorted_members;
    assert(members.size() <= sorted_members.size());
    const std::span sorted = std::span(sorted_members).first(members.size());
    std::transform(members.begin(), members.end(), sorted.begin(), [](const JsonMember& member) { return &member; });
    std::sort(sorted.begin(), sorted.end(),
              [](const JsonMember* left, const JsonMember* right) { return left->name() < right->name(); });
    std::for_each(sorted.begin(), sorted.end(), [&](const JsonMember* member) { visit(*member); });
  }

  void open(std::string_view bracket) {
    separate();
    sink_.put(bracket);
    needs_comma_ = false;
  }
  void close(std::string_view bracket) {
    sink_.put(bracket);
    needs_comma_ = true;
  }
  void separate() {
    if (needs_comma_) {
      sink_.put(",");
    }
    needs_comma_ = true;
  }

  Sink& sink_;
  bool needs_comma_ = false;
  std::string scratch_;
};

}  // namespace pith::canon

#endif
