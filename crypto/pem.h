#ifndef PITH_CRYPTO_PEM_H
#define PITH_CRYPTO_PEM_H

#include <string_view>

#include "crypto/secret_bytes.h"
#include "crypto/signing_key.h"
#include "pith/result.h"

namespace pith::crypto {

/// The first PEM block of a text.
struct PemBlock {
  std::string_view label;  ///< of its first line, such as `PRIVATE KEY`; a view of the text
  SecretBytes bytes;       ///< what its lines decode to
};

/// RFC 7468: reads the first block of a text; what is before and after it means nothing. Lines may have any length, and
/// end in LF or CRLF. OpenSSL's own reader leaves copies of what it decodes in memory. Linear. Pure.
Result<PemBlock, KeyFileFault> read_pem(std::string_view text);

}  // namespace pith::crypto

#endif
