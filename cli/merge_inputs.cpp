#include "cli/merge_inputs.h"

#include <utility>

#include "cli/arguments.h"
#include "cli/byte_format.h"
#include "cli/short_list.h"
#include "engine/records/record_identity.h"

namespace pith::cli {

void check_merge_arguments(const std::string& command, const InputArguments& inputs,
                           const std::optional<std::string>& subject) {
  if (subject && !engine::has_pith_number_form(*subject)) {
    throw UsageError("--subject must be a Pith Number: pith:, four digits, a colon, and 26 characters from A-Z and 2-7",
                     command);
  }
  if (const std::optional<std::string> complaint = inputs.complaint()) {
    throw UsageError(*complaint, command);
  }
}

bool read_inputs(const InputPaths& inputs, engine::InputMerge& merge, std::vector<std::string>& read_paths,
                 const Refusals& refusals) {
  enum class Kind { refused_input };
  ShortList<Kind> kinds;
  bool is_whole = true;
  const auto refuse = [&](const std::string& path, const std::vector<Error>& errors) {
    if (errors.empty()) {
      return;
    }
    is_whole = false;
    const bool is_listed = kinds.count(Kind::refused_input);
    for (const Error& error : errors) {
      is_listed ? refusals.refuse(path, error) : refusals.report(path, error);
    }
  };
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Result<std::string> text = inputs.read(i);
    if (!text) {
      refuse(inputs[i], {text.error()});
      continue;
    }
    read_paths.push_back(inputs[i]);
    const std::string_view format = describe_format(*text);
    std::vector<Error> errors = merge.add_input(*std::move(text));
    if (!errors.empty()) {
      errors.front() = explain_format(std::move(errors.front()), format);
    }
    refuse(inputs[i], errors);
  }
  kinds.for_each_rest([&](Kind, std::size_t count) {
    refusals.terminal().say("pith-merge " + std::string(refusals.command()) + ": ... and " + std::to_string(count) +
                            " more inputs are refused");
  });
  return is_whole;
}

void refuse_subject(Error error, const Refusals& refusals) {
  error.explanation += ": name the record with --subject";
  refusals.refuse(error);
}

void say_warnings(std::initializer_list<const std::vector<Warning>*> groups, const std::vector<std::string>& paths,
                  const Terminal& terminal) {
  ShortList<WarningCode> kinds;
  for (const std::vector<Warning>* const warnings : groups) {
    for (const Warning& warning : *warnings) {
      if (kinds.count(warning.code)) {
        const std::string about = warning.input ? printable(paths[*warning.input]) : "pith-merge";
        terminal.say(about + ": warning: " + printable(describe(warning)));
      }
    }
  }
  kinds.for_each_rest([&](WarningCode code, std::size_t count) {
    terminal.say("pith-merge: warning: " + std::string(name(code)) + ": ... and " + std::to_string(count) + " more");
  });
}

}  // namespace pith::cli
