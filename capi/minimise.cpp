#include "pith/minimise.h"

#include <utility>

#include "capi/guard.h"
#include "capi/merge_arguments.h"

using pith::capi::are_texts;
using pith::capi::clear;
using pith::capi::fail_argument;
using pith::capi::fail_input;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::lend;
using pith::capi::view;
using pith::capi::views_of;

namespace {

pith::Trial trial_of(int trial) {
  return trial == PITH_TRIAL_PASSES  ? pith::Trial::passes
         : trial == PITH_TRIAL_FAILS ? pith::Trial::fails
                                     : pith::Trial::stop;
}

}  // namespace

pith_error_code pith_minimise(const pith_text* inputs, size_t input_count, pith_try_candidate try_candidate, void* user,
                              pith_buffer* out, pith_minimised* found, pith_error* error) {
  clear(out);
  if (found != nullptr) {
    *found = {};
  }
  if (!are_texts(inputs, input_count) || try_candidate == nullptr || out == nullptr || found == nullptr) {
    return fail_argument(error, "a function, an output or a text is null");
  }
  return guarded(error, [&] {
    const auto try_one = [&](const pith::Candidate& candidate) {
      const pith_candidate given = {lend(candidate.input), candidate.event_count, candidate.run};
      return trial_of(try_candidate(user, &given));
    };
    size_t refused_input = input_count;
    const pith::Result<pith::Minimised> minimised =
        pith::minimise(views_of(inputs, input_count), try_one, &refused_input);
    if (!minimised) {
      return fail_input(error, minimised.error(), refused_input, input_count);
    }
    const pith_error_code code = give_buffer(minimised->input.value_or(""), out, error);
    if (code == PITH_OK) {
      *found = {minimised->input ? 1 : 0,     minimised->is_stopped ? 1 : 0, minimised->event_count,
                minimised->given_event_count, minimised->given_size_bytes,   minimised->run_count};
    }
    return code;
  });
}

pith_error_code pith_input_vector(const pith_keyring* keyring, pith_text input, pith_text subject, pith_buffer* out,
                                  pith_error* error) {
  clear(out);
  if (keyring == nullptr || !is_text(input) || !is_text(subject) || out == nullptr) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if (subject.size_bytes > 0 && !pith::is_pith_number(view(subject))) {
    return fail_argument(error, "the subject is not a Pith Number");
  }
  return guarded(
      error, [&] { return give_buffer(pith::input_vector(view(input), keyring->keyring, view(subject)), out, error); });
}
