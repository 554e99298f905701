#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::clear;
using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::give_buffer;
using pith::capi::give_element;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::lend;
using pith::capi::lend_or_none;
using pith::capi::succeed;
using pith::capi::view;

pith_error_code pith_bundle_parse(pith_text json, pith_bundle** out, pith_error* error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  if (out == nullptr || !is_text(json)) {
    return fail_argument(error, "the output or the text is null");
  }
  return guarded(error, [&] {
    pith::Result<pith::Bundle> bundle = pith::Bundle::parse_copy(view(json));
    if (!bundle) {
      return fail(error, bundle.error());
    }
    *out = new pith_bundle{*std::move(bundle)};
    return succeed(error);
  });
}

pith_text pith_bundle_pith_number(const pith_bundle* bundle) {
  return bundle == nullptr ? pith_no_text : lend(bundle->bundle.pith_number());
}

pith_error_code pith_bundle_verify(const pith_bundle* bundle, const pith_keyring* keyring, uint32_t flags,
                                   pith_report** out, pith_error* error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  if (bundle == nullptr || keyring == nullptr || out == nullptr || (flags & ~PITH_TRUST_BUNDLE_KEYS) != 0) {
    return fail_argument(error, "a handle or the output is null, or a flag is unknown");
  }
  return guarded(error, [&] {
    const pith::BundleKeys keys = pith::capi::bundle_keys_of(flags);
    auto report = std::make_unique<pith_report>();
    report->report = bundle->bundle.verify(keyring->keyring, keys, keyring->verdicts.get());
    report->state = pith::capi::make_state(report->report.pith_number, std::exchange(report->report.state, {}),
                                           report->report.input_sha256);
    report->report.state.sha256 = report->state->state.sha256;  // pith_report_json needs no more of it
    *out = report.release();
    return succeed(error);
  });
}

void pith_bundle_free(pith_bundle* bundle) {
  delete bundle;
}

int pith_report_ok(const pith_report* report) {
  return report != nullptr && report->report.ok ? 1 : 0;
}

const pith_state* pith_report_state(const pith_report* report) {
  return report == nullptr ? nullptr : report->state.get();
}

pith_error_code pith_report_authentic_state_sha256(const pith_report* report, pith_sha256* out, pith_error* error) {
  if (out != nullptr) {
    *out = pith_sha256{};
  }
  if (report == nullptr || out == nullptr) {
    return fail_argument(error, "the handle or the output is null");
  }
  *out = pith::capi::describe(report->report.authentic_state_sha256);
  return succeed(error);
}

size_t pith_report_check_count(const pith_report* report) {
  return report == nullptr ? 0 : report->report.checks.size();
}

pith_error_code pith_report_check(const pith_report* report, size_t index, pith_check* out, pith_error* error) {
  return give_element(report == nullptr ? nullptr : &report->report.checks, index, out, error,
                      [](const pith::Check& check) {
                        return pith_check{lend(check.name), check.ok ? 1 : 0, lend_or_none(check.expected),
                                          lend_or_none(check.actual), lend(check.pointer)};
                      });
}

size_t pith_report_event_count(const pith_report* report) {
  return report == nullptr ? 0 : report->report.events.size();
}

pith_error_code pith_report_event(const pith_report* report, size_t index, pith_event* out, pith_error* error) {
  return give_element(
      report == nullptr ? nullptr : &report->report.events, index, out, error, [](const pith::EventReport& event) {
        return pith_event{pith::capi::describe(event.id), pith::capi::describe(event.reason), lend(event.pointer)};
      });
}

size_t pith_report_key_count(const pith_report* report) {
  return report == nullptr ? 0 : report->report.keys.size();
}

pith_error_code pith_report_key(const pith_report* report, size_t index, pith_key* out, pith_error* error) {
  return give_element(report == nullptr ? nullptr : &report->report.keys, index, out, error,
                      [](const pith::KeyInfo& key) { return pith::capi::describe(key); });
}

size_t pith_report_warning_count(const pith_report* report) {
  return report == nullptr ? 0 : report->report.warnings.size();
}

pith_error_code pith_report_warning(const pith_report* report, size_t index, pith_warning* out, pith_error* error) {
  return give_element(report == nullptr ? nullptr : &report->report.warnings, index, out, error,
                      [](const pith::Warning& warning) { return pith::capi::describe(warning); });
}

pith_error_code pith_report_json(const pith_report* report, pith_buffer* out, pith_error* error) {
  clear(out);
  if (report == nullptr || out == nullptr) {
    return fail_argument(error, "the handle or the output is null");
  }
  return guarded(error, [&] { return give_buffer(pith::to_json(report->report), out, error); });
}

void pith_report_free(pith_report* report) {
  delete report;
}
