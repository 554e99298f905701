#ifndef PITH_CLI_INDENT_H
#define PITH_CLI_INDENT_H

#include "canon/indent.h"

namespace pith::cli {

using canon::indent;

}  // namespace pith::cli

#endif
