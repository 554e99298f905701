#ifndef PITH_ENGINE_REPORTS_REPORT_JSON_H
#define PITH_ENGINE_REPORTS_REPORT_JSON_H

#include "canon/json_writer.h"
#include "pith/bundle.h"

namespace pith::engine {

/// The value of `format` in a report on a bundle.
inline constexpr std::string_view verify_format = "pith-merge.verify.v1";

/// Writes what the report says, as members of an object that is open: from `pith_number` to `warnings`. docs/json.md
/// describes them. Linear in the report.
void write_report_members(canon::JsonWriter<canon::TextSink>& out, const BundleReport& report);

}  // namespace pith::engine

#endif
