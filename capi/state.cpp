#include <algorithm>
#include <iterator>
#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::fail_argument;
using pith::capi::give_element;
using pith::capi::lend;
using pith::capi::succeed;

// The header fixes the values. They are those of Reason plus 1, since PITH_REASON_NONE is 0.
static_assert(static_cast<int>(pith::Reason::malformed) + 1 == PITH_REASON_MALFORMED);
static_assert(static_cast<int>(pith::Reason::content_hash_mismatch) + 1 == PITH_REASON_CONTENT_HASH_MISMATCH);
static_assert(static_cast<int>(pith::Reason::prev_event_unresolved) + 1 == PITH_REASON_PREV_EVENT_UNRESOLVED);

namespace pith::capi {

pith_sha256 describe(const Sha256Digest& digest) noexcept {
  pith_sha256 described;
  std::copy(digest.bytes.begin(), digest.bytes.end(), described.bytes);
  return described;
}

pith_reason describe(const std::optional<Reason>& reason) noexcept {
  return reason ? static_cast<pith_reason>(static_cast<int>(*reason) + 1) : PITH_REASON_NONE;
}

pith_warning describe(const Warning& warning) noexcept {
  return {lend(name(warning.code)), lend(warning.explanation), warning.input.value_or(PITH_NO_INPUT),
          warning.event_id.has_value() ? 1 : 0, describe(warning.event_id.value_or(Sha256Digest{}))};
}

std::unique_ptr<pith_state> make_state(std::string pith_number, State state, const Sha256Digest& input_sha256,
                                       std::vector<Warning> warnings) {
  std::move(state.warnings.begin(), state.warnings.end(), std::back_inserter(warnings));
  state.warnings.clear();
  return std::unique_ptr<pith_state>(
      new pith_state{std::move(pith_number), std::move(state), input_sha256, std::move(warnings)});
}

namespace {

pith_error_code give_digest(const Sha256Digest* digest, pith_sha256* out, pith_error* error) noexcept {
  if (out != nullptr) {
    *out = pith_sha256{};
  }
  if (digest == nullptr || out == nullptr) {
    return fail_argument(error, "a handle or an output is null");
  }
  *out = describe(*digest);
  return succeed(error);
}

}  // namespace
}  // namespace pith::capi

const char* pith_reason_name(uint32_t reason) {
  const bool is_reason = reason >= PITH_REASON_MALFORMED && reason <= PITH_REASON_PREV_EVENT_UNRESOLVED;
  // Names are string literals, and so end in a zero byte.
  return is_reason ? name(static_cast<pith::Reason>(reason - 1)).data() : nullptr;
}

pith_text pith_state_pith_number(const pith_state* state) {
  return state == nullptr ? pith_no_text : lend(state->pith_number);
}

pith_text pith_state_document(const pith_state* state) {
  return state == nullptr ? pith_no_text : lend(state->state.document);
}

pith_error_code pith_state_sha256(const pith_state* state, pith_sha256* out, pith_error* error) {
  return pith::capi::give_digest(state == nullptr ? nullptr : &state->state.sha256, out, error);
}

pith_error_code pith_state_input_sha256(const pith_state* state, pith_sha256* out, pith_error* error) {
  return pith::capi::give_digest(state == nullptr ? nullptr : &state->input_sha256, out, error);
}

size_t pith_state_event_count(const pith_state* state) {
  return state == nullptr ? 0 : state->state.event_count;
}

size_t pith_state_applied_event_count(const pith_state* state) {
  return state == nullptr ? 0 : state->state.applied_event_ids.size();
}

pith_error_code pith_state_applied_event(const pith_state* state, size_t index, pith_sha256* out, pith_error* error) {
  return give_element(state == nullptr ? nullptr : &state->state.applied_event_ids, index, out, error,
                      [](const pith::Sha256Digest& id) { return pith::capi::describe(id); });
}

size_t pith_state_invalid_event_count(const pith_state* state) {
  return state == nullptr ? 0 : state->state.invalid_events.size();
}

pith_error_code pith_state_invalid_event(const pith_state* state, size_t index, pith_event* out, pith_error* error) {
  return give_element(state == nullptr ? nullptr : &state->state.invalid_events, index, out, error,
                      [](const pith::InvalidEvent& event) {
                        return pith_event{pith::capi::describe(event.id), pith::capi::describe(event.reason), {}};
                      });
}

size_t pith_state_equivocation_count(const pith_state* state) {
  return state == nullptr ? 0 : state->state.equivocations.size();
}

pith_error_code pith_state_equivocation(const pith_state* state, size_t index, pith_equivocation* out,
                                        pith_error* error) {
  return give_element(state == nullptr ? nullptr : &state->state.equivocations, index, out, error,
                      [](const pith::Equivocation& equivocation) {
                        return pith_equivocation{
                            lend(equivocation.event_type),
                            lend(equivocation.target),
                            lend(equivocation.signer_json),
                            equivocation.position.has_value() ? 1 : 0,
                            pith::capi::describe(equivocation.position.value_or(pith::Sha256Digest{})),
                            equivocation.is_resolved ? 1 : 0,
                            equivocation.event_ids.size()};
                      });
}

pith_error_code pith_state_equivocation_event(const pith_state* state, size_t equivocation, size_t index,
                                              pith_sha256* out, pith_error* error) {
  if (state != nullptr && equivocation >= state->state.equivocations.size()) {
    if (out != nullptr) {
      *out = pith_sha256{};
    }
    return fail_argument(error, "the index of the equivocation is too large");
  }
  return give_element(state == nullptr ? nullptr : &state->state.equivocations[equivocation].event_ids, index, out,
                      error, [](const pith::Sha256Digest& id) { return pith::capi::describe(id); });
}

size_t pith_state_warning_count(const pith_state* state) {
  return state == nullptr ? 0 : state->warnings.size();
}

pith_error_code pith_state_warning(const pith_state* state, size_t index, pith_warning* out, pith_error* error) {
  return give_element(state == nullptr ? nullptr : &state->warnings, index, out, error,
                      [](const pith::Warning& warning) { return pith::capi::describe(warning); });
}

void pith_state_free(pith_state* state) {
  delete state;
}
