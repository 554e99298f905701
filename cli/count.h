#ifndef PITH_CLI_COUNT_H
#define PITH_CLI_COUNT_H

#include "canon/count.h"

namespace pith::cli {

using canon::with_thousands;

}  // namespace pith::cli

#endif
