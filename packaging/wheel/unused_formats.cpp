// Only for PITH_STATIC_DEPENDENCIES. The program tells libarchive which format an archive or compressed data have. The
// functions for this refer to every reader that libarchive has, and two of those need libraries that are not worth it:
// xar needs libxml2, and with it 30 MB of ICU, and lz4 needs its own. The program reads neither format. Because of the
// definitions below, the linker does not take the readers of the same names from libarchive.a.

#include <archive.h>

#include <cerrno>

extern "C" {

int archive_read_support_format_xar(archive* archive) {
  archive_set_error(archive, EINVAL, "this program does not read xar");
  return ARCHIVE_FATAL;
}

int archive_read_support_filter_lz4(archive* archive) {
  archive_set_error(archive, EINVAL, "this program does not read lz4");
  return ARCHIVE_FATAL;
}

}  // extern "C"
