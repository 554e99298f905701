// Only for PITH_STATIC_DEPENDENCIES. The program tells libarchive which format an archive or compressed data have. The
// functions for this refer to every reader that libarchive has, and some of those need libraries that are not worth it:
// xar needs libxml2, and with it 30 MB of ICU, and lz4 needs its own. Encrypted zip files need Nettle. Whoever
// passes on a program with Nettle inside must also offer its source. The program reads none of the three. With the
// definitions below, the linker does not use those of libarchive.a.

#include <archive.h>

#include <array>
#include <cerrno>

namespace {

// The functions of libarchive's two tables of ciphers have different types. Each of them may fail with a value that is
// not 0. The reader asks for a passphrase before it calls one. The program has none to give, so nothing is ever called.
int refuse() {
  return -1;
}

// The tables have seven functions and four. There are more here, for versions of libarchive that add some.
using Table = std::array<int (*)(), 16>;

constexpr Table refuse_all() {
  Table table = {};
  table.fill(&refuse);
  return table;
}

}  // namespace

extern "C" {

int archive_read_support_format_xar(archive* archive) {
  archive_set_error(archive, EINVAL, "this program does not read xar");
  return ARCHIVE_FATAL;
}

int archive_read_support_filter_lz4(archive* archive) {
  archive_set_error(archive, EINVAL, "this program does not read lz4");
  return ARCHIVE_FATAL;
}

extern const Table __archive_cryptor;
extern const Table __archive_hmac;
const Table __archive_cryptor = refuse_all();
const Table __archive_hmac = refuse_all();

}  // extern "C"
