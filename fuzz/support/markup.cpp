#include "fuzz/support/markup.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "pith/canonical.h"

namespace pith::fuzz {
namespace {

constexpr std::array void_elements = {std::string_view("meta"), std::string_view("br")};
constexpr std::string_view doctype = "<!DOCTYPE html>";

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Takes the longest front of characters of names, which may be empty.
std::string_view take_name(std::string_view& rest) {
  const auto end =
      std::find_if(rest.begin(), rest.end(), [](char c) { return !is_letter_or_digit(c) && c != '-' && c != ':'; });
  const std::string_view name = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(name.size());
  return name;
}

bool take(std::string_view& rest, std::string_view expected) {
  const bool is_there = rest.starts_with(expected);
  rest.remove_prefix(is_there ? expected.size() : 0);
  return is_there;
}

bool begins_reference(std::string_view text) {
  constexpr std::array names = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&middot;"};
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return text.starts_with(name); });
}

bool has_loose_ampersand(std::string_view text) {
  std::size_t at = text.find('&');
  while (at != std::string_view::npos && begins_reference(text.substr(at))) {
    at = text.find('&', at + 1);
  }
  return at != std::string_view::npos;
}

/// Takes ` name="value"`, and says whether it may be there.
bool take_attribute(std::string_view& rest) {
  const std::string_view name = take_name(rest);
  if (name.empty() || !take(rest, "=\"")) {
    return false;
  }
  const std::size_t end = rest.find('"');
  if (end == std::string_view::npos) {
    return false;
  }
  const std::string_view value = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  const bool is_active =
      name.starts_with("on") || ((name.ends_with("href") || name == "src") && !value.starts_with('#'));
  return !is_active && value.find('<') == std::string_view::npos && !has_loose_ampersand(value);
}

struct Tag {
  std::string_view name;
  bool is_end = false;
  bool is_whole = false;  // has no end of its own
};

/// Takes a tag, which begins with `<`.
std::optional<Tag> take_tag(std::string_view& rest) {
  rest.remove_prefix(1);
  Tag tag;
  tag.is_end = take(rest, "/");
  tag.name = take_name(rest);
  tag.is_whole = std::find(void_elements.begin(), void_elements.end(), tag.name) != void_elements.end();
  if (tag.name.empty() || tag.name == "script") {
    return std::nullopt;
  }
  while (!tag.is_end && take(rest, " ")) {
    if (!take_attribute(rest)) {
      return std::nullopt;
    }
  }
  tag.is_whole |= !tag.is_end && take(rest, "/");
  return take(rest, ">") ? std::optional(tag) : std::nullopt;
}

bool changes_direction(std::string_view text) {
  return text.starts_with("\xD8\x9C") || text.starts_with("\xE2\x80\x8E") || text.starts_with("\xE2\x80\x8F") ||
         (text.size() > 2 && text.starts_with("\xE2\x80") && text[2] >= '\xAA' && text[2] <= '\xAE') ||
         (text.size() > 2 && text.starts_with("\xE2\x81") && text[2] >= '\xA6' && text[2] <= '\xA9');
}

bool begins_with_control(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  const bool is_c1 = byte == 0xC2 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xA0;
  return (byte < 0x20 && byte != '\n') || byte == 0x7F || is_c1;
}

/// Takes the rest of a string of DOT, and says whether it is one.
bool take_string(std::string_view& rest) {
  while (!take(rest, "\"")) {
    if (take(rest, "\\\\") || take(rest, "\\\"") || take(rest, "\\n")) {
      continue;
    }
    if (rest.empty() || rest.front() == '\\' || rest.front() == '\n' ||
        (rest.front() == '&' && !begins_reference(rest))) {
      return false;
    }
    rest.remove_prefix(1);
  }
  return true;
}

/// The place, for who reads the finding.
std::string fault_at(std::string_view what, std::string_view rest) {
  return std::string(what) + " at: " + std::string(rest.substr(0, 100));
}

}  // namespace

std::string character_fault(std::string_view document) {
  if (!is_utf8(document)) {
    return "it is not UTF-8";
  }
  for (std::string_view rest = document; !rest.empty(); rest.remove_prefix(1)) {
    const bool is_printable_ascii = rest.front() >= ' ' && rest.front() <= '~';
    if (!is_printable_ascii && (begins_with_control(rest) || changes_direction(rest))) {
      return fault_at("a character", rest);
    }
  }
  return "";
}

std::string markup_fault(std::string_view document) {
  std::vector<std::string_view> open;
  std::string_view rest = document;
  take(rest, doctype);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('<'), rest.size());
    if (has_loose_ampersand(rest.substr(0, end))) {
      return fault_at("an ampersand", rest);
    }
    rest.remove_prefix(end);
    if (rest.empty()) {
      break;
    }
    const std::string_view begin = rest;
    const std::optional<Tag> tag = take_tag(rest);
    if (!tag || (tag->is_end && (open.empty() || open.back() != tag->name))) {
      return fault_at("a tag", begin);
    }
    if (tag->is_end) {
      open.pop_back();
    } else if (!tag->is_whole) {
      open.push_back(tag->name);
    }
  }
  return open.empty() ? "" : fault_at("no end", open.back());
}

std::string dot_fault(std::string_view document) {
  constexpr std::string_view syntax = " \n_=,;{}[]->.";
  std::string_view rest = document;
  while (!rest.empty()) {
    const std::string_view begin = rest;
    const bool is_sound = take(rest, "\"")
                              ? take_string(rest)
                              : is_letter_or_digit(rest.front()) || syntax.find(rest.front()) != std::string_view::npos;
    if (!is_sound) {
      return fault_at("no syntax", begin);
    }
    rest.remove_prefix(begin.front() == '"' ? 0 : 1);
  }
  return "";
}

}  // namespace pith::fuzz
