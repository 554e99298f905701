#ifndef PITH_CLI_AUDIT_DOCUMENT_SPLITTER_H
#define PITH_CLI_AUDIT_DOCUMENT_SPLITTER_H

// From a stream of bytes to documents: the lines of NDJSON, or one document.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/audit/byte_source.h"
#include "pith/result.h"

namespace pith::cli {

/// A document of a stream, or why there is none at this place.
struct SplitDocument {
  std::string text;        ///< exactly its bytes; empty with an error
  std::uint64_t line = 0;  ///< the line of the stream, from 1; 0 for the stream as a whole
  std::optional<Error> error = std::nullopt;
};

/// Splits a stream into documents. One thread at a time.
///
/// A stream is NDJSON if its name says so. Otherwise SPEC 9.5 decides: it is NDJSON if its first line that is not blank
/// is a whole JSON object, and another line that is not blank follows. Any other stream is one document. A line is the
/// bytes before its LF. Blank lines give nothing, but are counted.
///
/// Memory: one document, and a byte for each bracket that is open at once in the first line. Only a stream of blank
/// lines alone can take two documents.
class DocumentSplitter {
 public:
  /// Needs a source that outlives this object. Reserves memory for `size_bytes_expected`, which may be wrong.
  DocumentSplitter(ByteSource& bytes, bool is_ndjson, std::uint64_t document_bytes_max,
                   std::uint64_t size_bytes_expected);

  /// The next document; std::nullopt at the end. The error is `too_large` for a document over the limit, and reading
  /// goes on behind it; that of the source, which ends the stream; or `empty` for a stream that is not NDJSON by its
  /// name, and has only white space.
  std::optional<SplitDocument> next();

  /// Whether the next document is there without reading from the source.
  bool is_buffered() const;

 private:
  enum class State { undecided, lines, ended };

  std::optional<SplitDocument> begin();
  SplitDocument whole();
  std::optional<SplitDocument> next_line();
  std::optional<SplitDocument> last_line();
  bool skip_blanks(std::string& kept, std::size_t size_before);
  bool read_first_line(char& last);
  bool is_whole_object(char last) const;
  SplitDocument refuse_whole(Error error);
  bool fill();

  ByteSource& bytes_;
  std::uint64_t size_max_;
  std::uint64_t size_expected_;
  State state_;
  std::string_view block_;           // what is left of the current block
  bool is_at_end_ = false;           // nothing follows block_
  std::optional<Error> failed_;      // then reading failed behind block_
  std::string text_;                 // the beginning of the document, from earlier blocks
  bool is_line_too_large_ = false;   // then text_ does not have the beginning of the line
  bool is_whole_too_large_ = false;  // then text_ does not have all bytes of the stream
  std::uint64_t line_ = 1;           // the line that is being read
};

/// The refusal of a document over the limit.
Error too_large(std::uint64_t document_bytes_max);

/// The refusal of a stream without documents.
Error nothing_to_read();

}  // namespace pith::cli

#endif
