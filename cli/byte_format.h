#ifndef PITH_CLI_BYTE_FORMAT_H
#define PITH_CLI_BYTE_FORMAT_H

// What a file that is not JSON holds instead, if its first bytes tell: a compressed file, an archive, a web page.

#include <string_view>

#include "pith/result.h"

namespace pith::cli {

/// What these bytes are if they are surely not JSON, and what to do about it: "this is gzip data, ...". Empty if they
/// may be JSON, or if nothing is known about them. Constant time; static storage; safe to call from many threads.
std::string_view describe_format(std::string_view bytes);

/// The refusal of a text with what describe_format() says about it, unless that is empty. Only the explanation changes.
Error explain_format(Error error, std::string_view format);

}  // namespace pith::cli

#endif
