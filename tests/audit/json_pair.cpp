#include "tests/audit/json_pair.h"

#include <algorithm>
#include <stdexcept>

#include "canon/write.h"
#include "pith/canonical.h"

namespace pith::tests::mirror {
namespace {

using Order = std::vector<const std::pair<std::string_view, Json>*>;

std::string write(const Order& order, std::string Json::*spelling) {
  std::size_t size = 2;
  for (const auto* const field : order) {
    size += field->first.size() + (field->second.*spelling).size() + 4;
  }
  std::string out;
  out.reserve(size);
  out += '{';
  for (const auto* const field : order) {
    out += out.size() > 1 ? ",\"" : "\"";
    out += field->first;
    out += "\":";
    out += field->second.*spelling;
  }
  out += '}';
  return out;
}

}  // namespace

Json text(std::string_view value) {
  Json json;
  canon::append_string(json.spelled, value);
  json.canonical = json.spelled;
  return json;
}

Json number(std::uint64_t value) {
  return {std::to_string(value), std::to_string(value)};
}

Json null() {
  return {"null", "null"};
}

Json object(const Fields& fields) {
  Order order;
  order.reserve(fields.size());
  for (const auto& field : fields) {
    order.push_back(&field);
  }
  Json json;
  json.spelled = write(order, &Json::spelled);
  std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  json.canonical = write(order, &Json::canonical);
  return json;
}

Json array(const std::vector<Json>& items) {
  Json json{"[", "["};
  for (const Json& item : items) {
    const std::string_view comma = &item == &items.front() ? "" : ",";
    json.spelled += comma;
    json.spelled += item.spelled;
    json.canonical += comma;
    json.canonical += item.canonical;
  }
  json.spelled += ']';
  json.canonical += ']';
  return json;
}

Json constant(std::string_view json) {
  const Result<std::string> canonical = canonical_json(json);
  if (!canonical) {
    throw std::logic_error("a constant is not JSON");
  }
  return {std::string(json), *canonical};
}

Json canonical(const Json& json) {
  return {json.canonical, json.canonical};
}

void replace(Fields& fields, std::string_view name, Json value) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
  if (found == fields.end()) {
    throw std::logic_error("there is no member " + std::string(name));
  }
  found->second = std::move(value);
}

}  // namespace pith::tests::mirror
