#include "cli/audit/file_kind.h"

#include <string>

namespace pith::cli {
namespace {

using namespace std::string_view_literals;

struct CompressionForm {
  Compression compression;
  std::string_view name;
  std::string_view suffix;
  std::string_view tar_suffix;   // short for .tar and `suffix`
  std::string_view first_bytes;  // which no JSON document begins with
};

constexpr CompressionForm compression_forms[] = {
    {Compression::gzip, "gzip", ".gz", ".tgz", "\x1f\x8b"sv},
    {Compression::zstd, "zstd", ".zst", ".tzst", "\x28\xb5\x2f\xfd"sv},
    {Compression::xz, "xz", ".xz", ".txz", "\xfd\x37\x7a\x58\x5a\x00"sv},
    {Compression::bzip2, "bzip2", ".bz2", ".tbz2", "BZh"sv},
};

struct ContentForm {
  Content content;
  std::string_view suffix;
};

constexpr ContentForm content_forms[] = {
    {Content::json, ".json"}, {Content::ndjson, ".ndjson"}, {Content::ndjson, ".jsonl"},
    {Content::tar, ".tar"},   {Content::zip, ".zip"},
};

constexpr std::string_view zip_member = "PK\x03\x04"sv;
constexpr std::string_view zip_without_members = "PK\x05\x06"sv;
constexpr std::string_view tar_magic = "ustar"sv;  // of POSIX and of GNU
constexpr std::size_t tar_magic_offset = 257;

/// zstd data may begin with a frame that says nothing, as pzstd writes it: 0x184D2A50 to 0x184D2A5F, little-endian.
bool begins_with_skippable_frame(std::string_view bytes) {
  return bytes.size() >= 4 && (bytes[0] & '\xf0') == '\x50' && bytes.substr(1, 3) == "\x2a\x4d\x18"sv;
}

Content content_of_name(std::string_view file_name) {
  for (const ContentForm& form : content_forms) {
    if (file_name.ends_with(form.suffix)) {
      return form.content;
    }
  }
  return Content::unknown;
}

}  // namespace

FileKind kind_of_name(std::string_view file_name) {
  for (const CompressionForm& form : compression_forms) {
    if (file_name.ends_with(form.tar_suffix)) {
      return {form.compression, Content::tar};
    }
    if (file_name.ends_with(form.suffix)) {
      file_name.remove_suffix(form.suffix.size());
      const Content content = content_of_name(file_name);
      // What a zip holds is compressed already: nobody writes .zip.gz.
      return {form.compression, content == Content::zip ? Content::unknown : content};
    }
  }
  return {Compression::none, content_of_name(file_name)};
}

bool is_document_file(std::string_view file_name) {
  return kind_of_name(file_name).content != Content::unknown;
}

bool is_document_member(std::string_view file_name) {
  const FileKind kind = kind_of_name(file_name);
  return kind.content != Content::unknown && !kind.is_archive();
}

Compression compression_of_bytes(std::string_view first_bytes) {
  for (const CompressionForm& form : compression_forms) {
    if (first_bytes.starts_with(form.first_bytes)) {
      return form.compression;
    }
  }
  return begins_with_skippable_frame(first_bytes) ? Compression::zstd : Compression::none;
}

Content content_of_bytes(std::string_view first_bytes) {
  if (first_bytes.starts_with(zip_member) || first_bytes.starts_with(zip_without_members)) {
    return Content::zip;
  }
  if (first_bytes.size() > tar_magic_offset && first_bytes.substr(tar_magic_offset).starts_with(tar_magic)) {
    return Content::tar;
  }
  return Content::json;
}

std::string_view name(Compression compression) {
  for (const CompressionForm& form : compression_forms) {
    if (form.compression == compression) {
      return form.name;
    }
  }
  return "plain";
}

}  // namespace pith::cli
