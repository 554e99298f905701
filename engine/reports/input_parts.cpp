#include "engine/reports/input_parts.h"

#include <algorithm>
#include <array>

#include "canon/parse.h"
#include "canon/write.h"
#include "engine/bundles/bundle_view.h"

namespace pith::engine {
namespace {

/// A line of the input, parsed. Its canonical form is the line itself, so a value is where it is in that form.
class Line {
 public:
  Line(std::string_view input, std::size_t begin, std::size_t end)
      : begin_(begin), document_(*canon::parse(input.substr(begin, end - begin))), text_(document_) {}
  Line(const Line&) = delete;  // the text is a view of the document
  Line& operator=(const Line&) = delete;

  canon::Value root() const { return document_.root(); }
  bool has_bundle() const { return is_bundle(root()); }
  std::size_t event_count() const { return has_bundle() ? root().find("events")->size() : 1; }

  std::vector<canon::Value> events() const {
    if (!has_bundle()) {
      return {root()};
    }
    std::vector<canon::Value> events;
    for (const canon::Value event : canon::Elements(*root().find("events"))) {
      events.push_back(event);
    }
    return events;
  }

  Part part(canon::Value value) const {
    const std::string_view form = text_.of(value);
    const std::size_t begin = begin_ + static_cast<std::size_t>(form.data() - text_.whole().data());
    return {begin, begin + form.size(), 0, false};
  }
  /// The i-th member of an object, with its key and the colon.
  Part member(canon::Value object, std::uint32_t i) const {
    Part member = part(object.sorted_value(i));
    member.begin -= canon::escaped_size_bytes(object.sorted_key(i)) + 1;
    return member;
  }

 private:
  std::size_t begin_;
  canon::Document document_;
  canon::CanonicalText text_;
};

template <class Visit>
void for_each_range(std::string_view input, Visit visit) {
  for (std::size_t begin = 0; begin < input.size();) {
    const std::size_t end = std::min(input.find('\n', begin), input.size());
    visit(begin, end);
    begin = end + 1;
  }
}

template <class Visit>
void for_each_line(std::string_view input, Visit visit) {
  for_each_range(input, [&](std::size_t begin, std::size_t end) { visit(Line(input, begin, end)); });
}

bool is_container(canon::Value value) {
  return value.is_array() || value.is_object();
}

/// Adds the parts of a container.
void add_parts(const Line& line, canon::Value container, Parts& parts) {
  if (!is_container(container) || container.size() == 0) {
    return;
  }
  parts.first_siblings.push_back(parts.parts.size());
  if (container.is_array()) {
    for (const canon::Value element : canon::Elements(container)) {
      parts.parts.push_back(line.part(element));
    }
    return;
  }
  for (std::uint32_t i = 0; i < container.size(); ++i) {
    parts.parts.push_back(line.member(container, i));
  }
}

/// The containers in a container, in the order of its canonical form.
void add_containers(canon::Value container, std::vector<canon::Value>& found) {
  const auto add = [&](canon::Value value) {
    if (is_container(value)) {
      found.push_back(value);
    }
  };
  if (container.is_array()) {
    for (const canon::Value element : canon::Elements(container)) {
      add(element);
    }
    return;
  }
  for (std::uint32_t i = 0; i < container.size(); ++i) {
    add(container.sorted_value(i));
  }
}

}  // namespace

Parts list_lines(std::string_view input) {
  Parts lines;
  for_each_range(input, [&](std::size_t begin, std::size_t end) {
    lines.parts.push_back({begin, end, Line(input, begin, end).event_count(), false});
  });
  if (!lines.parts.empty()) {
    lines.first_siblings.push_back(0);
  }
  return lines;
}

Parts list_bundle_events(std::string_view input) {
  Parts events;
  for_each_line(input, [&](const Line& line) {
    if (line.has_bundle()) {
      add_parts(line, *line.root().find("events"), events);
    }
  });
  for (Part& event : events.parts) {
    event.event_count = 1;
  }
  return events;
}

Parts list_bundle_members(std::string_view input) {
  static constexpr std::array<std::string_view, 3> needed = {"bundle_type", "events", "pith_number"};
  Parts members;
  for_each_line(input, [&](const Line& line) {
    if (!line.has_bundle()) {
      return;
    }
    const std::size_t first = members.parts.size();
    add_parts(line, line.root(), members);
    for (std::uint32_t i = 0; i < line.root().size(); ++i) {
      members.parts[first + i].is_fixed =
          std::find(needed.begin(), needed.end(), line.root().sorted_key(i)) != needed.end();
    }
  });
  return members;
}

Parts list_payload_parts(std::string_view input, std::size_t depth) {
  Parts parts;
  for_each_line(input, [&](const Line& line) {
    std::vector<canon::Value> containers;
    for (const canon::Value event : line.events()) {
      if (const std::optional<canon::Value> payload = event.find("payload"); payload && is_container(*payload)) {
        containers.push_back(*payload);
      }
    }
    for (std::size_t level = 0; level < depth; ++level) {
      std::vector<canon::Value> inner;
      for (const canon::Value container : containers) {
        add_containers(container, inner);
      }
      containers = std::move(inner);
    }
    for (const canon::Value container : containers) {
      add_parts(line, container, parts);
    }
  });
  return parts;
}

std::string write_kept(std::string_view input, const Parts& parts, const std::vector<bool>& kept) {
  std::string text;
  text.reserve(input.size());
  std::size_t copied = 0;  // the bytes of the input before this are written, or left out
  std::size_t unit = 0;
  std::size_t container = 0;
  bool is_first = true;  // of its siblings
  for (std::size_t i = 0; i < parts.parts.size(); ++i) {
    const Part& part = parts.parts[i];
    if (container < parts.first_siblings.size() && parts.first_siblings[container] == i) {
      ++container;
      is_first = true;
      text += input.substr(copied, part.begin - copied);
    }
    if (part.is_fixed || kept[unit++]) {
      const std::size_t begin = is_first ? part.begin : part.begin - 1;  // with what separates it from a sibling
      text += input.substr(begin, part.end - begin);
      is_first = false;
    }
    copied = part.end;
  }
  text += input.substr(copied);
  return text;
}

std::size_t count_removed_events(const Parts& parts, const std::vector<bool>& kept) {
  std::size_t count = 0;
  std::size_t unit = 0;
  for (const Part& part : parts.parts) {
    if (!part.is_fixed && !kept[unit++]) {
      count += part.event_count;
    }
  }
  return count;
}

std::size_t count_units(const Parts& parts) {
  return static_cast<std::size_t>(
      std::count_if(parts.parts.begin(), parts.parts.end(), [](const Part& part) { return !part.is_fixed; }));
}

std::size_t count_events(std::string_view input) {
  std::size_t count = 0;
  for_each_line(input, [&](const Line& line) { count += line.event_count(); });
  return count;
}

}  // namespace pith::engine
