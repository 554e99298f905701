#include <algorithm>
#include <iterator>
#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::succeed;
using pith::capi::view;

namespace {

bool is_usable(const pith_event_set* events) {
  return events != nullptr && !events->is_broken;
}

pith_error_code fail_unusable(pith_error* error) {
  return fail_argument(error,
                       "a handle, an output or a text is null, or the machine failed in an earlier call on this set");
}

/// Does a job that changes the set. If the machine fails halfway, the set is never used again.
template <class Job>
pith_error_code change(pith_event_set* events, pith_error* error, Job&& job) {
  events->is_broken = true;
  return guarded(error, [&] {
    const pith_error_code code = job();
    events->is_broken = false;
    return code;
  });
}

}  // namespace

pith_error_code pith_event_set_new(pith_text pith_number, const pith_keyring* keyring, pith_event_set** out,
                                   pith_error* error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  if (keyring == nullptr || out == nullptr || !is_text(pith_number) || !pith::is_pith_number(view(pith_number))) {
    return fail_argument(error, "a handle or the output is null, or the text is not a Pith Number");
  }
  return guarded(error, [&] {
    pith::EventSet events(std::string(view(pith_number)), keyring->keyring);
    *out = new pith_event_set{std::move(events), {}, {}, keyring->verdicts};
    return succeed(error);
  });
}

pith_error_code pith_event_set_add(pith_event_set* events, pith_text json, pith_event* out, pith_error* error) {
  if (out != nullptr) {
    *out = pith_event{};
  }
  if (!is_usable(events) || !is_text(json)) {
    return fail_unusable(error);
  }
  return change(events, error, [&] {
    const pith::Result<pith::EventVerdict> verdict = events->events.add(view(json), events->verdicts.get());
    if (!verdict) {
      return fail(error, verdict.error());
    }
    if (out != nullptr) {
      *out = {pith::capi::describe(verdict->id), pith::capi::describe(verdict->reason), pith_no_text};
    }
    return succeed(error);
  });
}

pith_error_code pith_event_set_add_bundle(pith_event_set* events, const pith_bundle* bundle, pith_error* error) {
  if (!is_usable(events) || bundle == nullptr) {
    return fail_unusable(error);
  }
  return change(events, error, [&] {
    bundle->bundle.add_events_to(events->events, events->verdicts.get());
    pith::BundleAliases theirs =
        bundle->bundle.aliases_for(events->events.subject(), events->events.keyring(), events->verdicts.get());
    std::move(theirs.aliases.begin(), theirs.aliases.end(), std::inserter(events->aliases, events->aliases.end()));
    std::move(theirs.warnings.begin(), theirs.warnings.end(), std::inserter(events->warnings, events->warnings.end()));
    return succeed(error);
  });
}

pith_error_code pith_event_set_add_alias(pith_event_set* events, pith_text kind, pith_text value, pith_text created_at,
                                         pith_error* error) {
  if (!is_usable(events)) {
    return fail_unusable(error);
  }
  for (const pith_text text : {kind, value, created_at}) {
    if (!is_text(text) || !pith::is_utf8(view(text))) {
      return fail_argument(error, "a text is null or not UTF-8");
    }
  }
  return change(events, error, [&] {
    events->aliases.insert({std::string(view(kind)), std::string(view(value)), std::string(view(created_at))});
    return succeed(error);
  });
}

pith_error_code pith_event_set_merge(pith_event_set* events, const pith_event_set* other, pith_error* error) {
  if (!is_usable(events) || !is_usable(other)) {
    return fail_unusable(error);
  }
  if (events == other) {
    return succeed(error);
  }
  return change(events, error, [&] {
    const bool is_alike =
        events->events.subject() == other->events.subject() && events->events.keyring() == other->events.keyring();
    if (!is_alike) {
      return fail(error, PITH_ERROR_DIFFERENT_SETS, "the sets have different subjects or keyrings");
    }
    events->events.merge(other->events);
    events->aliases.insert(other->aliases.begin(), other->aliases.end());
    events->warnings.insert(other->warnings.begin(), other->warnings.end());
    return succeed(error);
  });
}

pith_error_code pith_event_set_state(const pith_event_set* events, uint32_t flags, pith_state** out,
                                     pith_error* error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  if (!is_usable(events) || out == nullptr) {
    return fail_unusable(error);
  }
  if ((flags & ~PITH_AUTHENTIC_ONLY) != 0) {
    return fail_argument(error, "a flag is unknown");
  }
  return guarded(error, [&] {
    const std::vector<pith::Alias> aliases(events->aliases.begin(), events->aliases.end());
    const pith::Scope scope = flags != 0 ? pith::Scope::authentic_only : pith::Scope::all;
    std::vector<pith::Warning> warnings(events->warnings.begin(), events->warnings.end());
    *out = pith::capi::make_state(events->events.subject(), events->events.state(aliases, scope),
                                  events->events.input_sha256(aliases), std::move(warnings))
               .release();
    return succeed(error);
  });
}

void pith_event_set_free(pith_event_set* events) {
  delete events;
}
