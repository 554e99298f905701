#include "engine/reports/audit_records.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "containers/throw_failure.h"
#include "engine/records/record_identity.h"

namespace pith {
namespace engine {
namespace {

/// One more than the last index; the value 0 means none.
template <class Index, class Items>
Index next_index(const Items& items) {
  if (items.size() >= std::numeric_limits<std::uint32_t>::max()) {
    containers::throw_failure(SystemFailure("an audit has more distinct texts than can be numbered"));
  }
  return static_cast<Index>(items.size() + 1);
}

OtherNumber other_number(AuditRecords::Table& table, std::string_view text) {
  const auto found = table.other_number_indices.find(text);
  if (found != table.other_number_indices.end()) {
    return found->second;
  }
  const auto index = next_index<OtherNumber>(table.other_numbers);
  table.other_number_indices.emplace(table.other_numbers.emplace_back(text), index);
  return index;
}

FailedList failed_list(AuditRecords::Table& table, const std::vector<std::string>& failed) {
  const auto found = table.failed_indices.find(failed);
  if (found != table.failed_indices.end()) {
    return found->second;
  }
  const auto index = next_index<FailedList>(table.failed_lists);
  table.failed_lists.push_back(&table.failed_indices.emplace(failed, index).first->first);
  return index;
}

}  // namespace

bool VerdictOrder::operator()(const PackedVerdict& left, const PackedVerdict& right) const {
  if (const int order = number_of(left, *others).compare(number_of(right, *others)); order != 0) {
    return order < 0;
  }
  return left.failed != right.failed ? left.failed < right.failed : left.state < right.state;
}

}  // namespace engine

AuditRecords::AuditRecords() : table_(std::make_unique<Table>()) {}
AuditRecords::AuditRecords(AuditRecords&&) noexcept = default;
AuditRecords& AuditRecords::operator=(AuditRecords&&) noexcept = default;
AuditRecords::~AuditRecords() = default;

void AuditRecords::add(const AuditVerdict& verdict) {
  if (!verdict.pith_number) {
    if (verdict.sha256) {
      table_->refused.add(*verdict.sha256);
    } else {
      ++table_->unread_count;
    }
    return;
  }
  engine::PackedVerdict packed = {};
  const std::string& number = *verdict.pith_number;
  if (engine::has_pith_number_form(number)) {
    assert(number.size() == packed.number.size());
    std::copy(number.begin(), number.end(), packed.number.begin());
  } else {
    packed.other = engine::other_number(*table_, number);
  }
  if (verdict.ok) {
    packed.state = {verdict.state_sha256.value_or(Sha256Digest{}), verdict.input_sha256.value_or(Sha256Digest{})};
  } else {
    packed.failed = engine::failed_list(*table_, verdict.failed);
  }
  table_->verdicts.add(packed);
}

}  // namespace pith
