// One flow for each document: next_document() reads it, judge() verifies it on any thread, finish() writes its verdict.
// run_ordered() calls the first and the last in the order of the documents, and bounds what is between them.

#include "cli/audit/audit_job.h"

#include <memory>
#include <utility>

#include "cli/ordered_work.h"

namespace pith::cli {
namespace {

/// What a document takes until its verdict is written, beside its text: the verdict, its line and the task.
constexpr std::size_t overhead_bytes = 4096;

/// Whether a document, which may be one, is one that a mirror keeps for itself, such as its list of other mirrors. It
/// has no verdict. Its source need not tell it from a document that has one: an archive may have two members of a name.
bool is_own_file(const AuditDocument& document) {
  return document.may_be_other && is_other_document(document.text);
}

/// The same, if the verdict is known. An own file is `not_a_bundle`; any other verdict saves a look at the text.
bool is_own_file(const AuditVerdict& verdict, const std::string& text) {
  return verdict.error && verdict.error->code == ErrorCode::not_a_bundle && is_other_document(text);
}

}  // namespace

Result<void> AuditJob::skip_earlier(VerdictFile& file) {
  while (interruption_.signal() == 0) {
    const Result<std::optional<EarlierLine>> earlier = file.next_earlier();
    if (!earlier) {
      return earlier.error();
    }
    if (!*earlier) {
      return {};
    }
    const AuditLine& line = (*earlier)->verdict;
    std::optional<AuditDocument> document = next_document();
    while (document && is_own_file(*document)) {
      ++summary_.other;
      document = next_document();
    }
    if ((!document || document->source != line.source) && interruption_.signal() == 0) {
      return Error{
          ErrorCode::not_a_verdict,
          {0, (*earlier)->number, 1},
          "this verdict is about " + line.source + ", but this audit reads " +
              (document ? document->source : "nothing more") +
              " there: name the same paths in the same order; or, if the files have changed, rename this file, "
              "and start again with --since and its new name"};
    }
    summary_.add(line);
    progress_.update(summary_, {reader_.bytes_read(), reader_.bytes_total()});
  }
  return {};
}

void AuditJob::run() {
  run_ordered(settings_.thread_count, [this]() -> std::optional<Task> {
    std::optional<AuditDocument> next = next_document();
    if (!next) {
      return std::nullopt;
    }
    const std::size_t size_bytes = next->text.size() + overhead_bytes;
    // A std::function can be copied, so what it holds is shared.
    const auto document = std::make_shared<AuditDocument>(*std::move(next));
    return Task{[this, document]() -> Finish {
                  const auto judged = std::make_shared<Judged>(judge(std::move(*document)));
                  return [this, judged] { finish(*judged); };
                },
                size_bytes};
  });
  output_.sync();
}

std::optional<AuditDocument> AuditJob::next_document() {
  if (interruption_.signal() != 0) {
    return std::nullopt;
  }
  if (reader_.may_wait()) {
    // Whoever waits for a verdict before writing more must get it: those that are finished now, and those that other
    // threads finish while this one waits.
    reader_waits_ = true;
    output_.flush();
  }
  std::optional<AuditDocument> document = reader_.next();
  reader_waits_ = false;
  // A read that the signal ended is not a fault of the document.
  return interruption_.signal() == 0 ? std::move(document) : std::nullopt;
}

AuditJob::Judged AuditJob::judge(AuditDocument document) const {
  Judged judged;
  if (document.error) {
    judged.line = {std::move(document.source), refuse(*std::move(document.error))};
  } else if (std::optional<AuditLine> earlier =
                 settings_.earlier != nullptr
                     ? settings_.earlier->find(settings_.keyring.crypto().sha256(document.text), document.source)
                     : std::nullopt) {
    judged.line = *std::move(earlier);
    judged.is_reused = true;
    judged.is_other = document.may_be_other && is_own_file(judged.line.verdict, document.text);
  } else {
    const std::string kept = document.may_be_other ? document.text : "";
    judged.line = {std::move(document.source),
                   audit(std::move(document.text), settings_.keyring, settings_.bundle_keys, &verdicts_)};
    judged.is_other = document.may_be_other && is_own_file(judged.line.verdict, kept);
  }
  if (!judged.is_other) {
    judged.json = to_json(judged.line.verdict, judged.line.source);
  }
  return judged;
}

void AuditJob::finish(const Judged& judged) {
  if (judged.is_other) {
    ++summary_.other;
  } else {
    output_.write(judged.json);
    summary_.add(judged.line);
    reused_count_ += judged.is_reused ? 1 : 0;
  }
  if (reader_waits_) {
    output_.flush();
  }
  if (!judged.is_other && !judged.line.verdict.ok) {
    progress_.report(judged.line);
  }
  progress_.update(summary_, {reader_.bytes_read(), reader_.bytes_total()});
}

}  // namespace pith::cli
