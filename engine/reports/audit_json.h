#ifndef PITH_ENGINE_REPORTS_AUDIT_JSON_H
#define PITH_ENGINE_REPORTS_AUDIT_JSON_H

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "canon/json_writer.h"

namespace pith::engine {

/// The value of `format` in a summary.
inline constexpr std::string_view summary_format = "pith-merge.audit-summary.v1";

/// {name: count}, in byte order of the names.
inline void write_counts(canon::JsonWriter<canon::TextSink>& out,
                         const std::map<std::string, std::uint64_t, std::less<>>& counts) {
  out.begin_object();
  for (const auto& [name, count] : counts) {
    out.key(name);
    out.number(count);
  }
  out.end_object();
}

}  // namespace pith::engine

#endif
