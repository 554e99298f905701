#include "cli/audit/verdict_lines.h"

namespace pith::cli {

Error error_in_line(Error error, const Line& line) {
  if (error.place != no_place) {
    error.place = {0, line.number + error.place.line - 1, error.place.column};
  } else {
    error.place = {0, line.number, 1};
  }
  if (!line.is_whole) {
    error.explanation +=
        "; the file ends within this line, as a run that was stopped leaves it: run the same audit again with --resume";
  }
  return error;
}

}  // namespace pith::cli
