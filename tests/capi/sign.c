// Completing drafts: the digest, the event, and what is refused. The key, digest and signature are from Python's
// `cryptography` and `hashlib`.

#include "tests/capi/check.h"

static const char sign_draft[] =
    "{\"event_type\":\"correction\",\"subject_pith_number\":\"pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF\","
    "\"target\":\"title\",\"created_at\":\"2026-07-05T02:34:17Z\",\"schema_version\":\"1.0\",\"payloa"
    "d\":{},\"signer\":{\"signer_type\":\"person\",\"signer_id\":\"alice\"},\"supersedes\":[],\"prev_"
    "event\":null}";
static const unsigned char sign_public_key[] = {0xd5, 0xbf, 0x4a, 0x3f, 0xcc, 0xe7, 0x17, 0xb0, 0x38, 0x8b, 0xcc,
                                                0x27, 0x49, 0xeb, 0xc1, 0x48, 0xad, 0x99, 0x69, 0xb2, 0x3f, 0x45,
                                                0xee, 0x1b, 0x60, 0x5f, 0xd5, 0x87, 0x78, 0x57, 0x6a, 0xc4};
static const unsigned char sign_signature[] = {
    0x9b, 0xf9, 0x01, 0xf2, 0xc2, 0x9a, 0xb2, 0x1e, 0x9b, 0x41, 0x36, 0xa7, 0x3f, 0x52, 0x70, 0xc7,
    0x99, 0x0d, 0x01, 0xb8, 0x90, 0xf7, 0x73, 0xdf, 0x06, 0xa2, 0xe3, 0xe5, 0x5f, 0xf1, 0xd8, 0xa4,
    0xef, 0xf5, 0x8d, 0x2d, 0x44, 0xe1, 0xfa, 0x1e, 0xd7, 0x2b, 0xa8, 0xc3, 0xb7, 0x0f, 0x23, 0x60,
    0x61, 0x51, 0xeb, 0x1b, 0x51, 0x2d, 0xe1, 0xa2, 0x39, 0x14, 0xcf, 0x5b, 0x2a, 0x06, 0x68, 0x02};
static const char sign_digest[] = "feca1697a01b69f2bdf85da4c99c8b0f0a0cbb0973bc3d6d66144b660b868c4d";
static const char sign_event[] =
    "{\"content_sha256\":\"feca1697a01b69f2bdf85da4c99c8b0f0a0cbb0973bc3d6d66144b660b868c4d\",\"creat"
    "ed_at\":\"2026-07-05T02:34:17Z\",\"event_id\":\"sha256:feca1697a01b69f2bdf85da4c99c8b0f0a0cbb097"
    "3bc3d6d66144b660b868c4d\",\"event_type\":\"correction\",\"payload\":{},\"prev_event\":null,\"sch"
    "ema_version\":\"1.0\",\"signature\":{\"algorithm\":\"ed25519\",\"key_id\":\"alice\",\"public_key"
    "_fingerprint\":\"1c0c490f1b5528d8173c5de46d131160\",\"signature_b64\":\"m/kB8sKash6bQTanP1Jwx5kN"
    "AbiQ93PfBqLj5V/x2KTv9Y0tROH6HtcrqMO3DyNgYVHrG1Et4aI5FM9bKgZoAg==\",\"signature_status\":\"signed"
    "_v1\",\"signed_at\":\"2026-07-05T14:38:00Z\",\"signed_message\":\"open_graph_event_sha256_bytes"
    "\"},\"signer\":{\"key_id\":\"alice\",\"public_key_fingerprint\":\"1c0c490f1b5528d8173c5de46d1311"
    "60\",\"signer_id\":\"alice\",\"signer_type\":\"person\"},\"subject_pith_number\":\"pith:2021:HNV"
    "V6UHHBPDG2TKPKLB4J4SIOF\",\"supersedes\":[],\"target\":\"title\"}";
static const char sign_entry[] =
    "{\"algorithm\":\"ed25519\",\"key_id\":\"alice\",\"public_key_b64\":\"1b9KP8znF7A4i8wnSevBSK2ZabI"
    "/Re4bYF/Vh3hXasQ=\"}";

/// A draft with one more member in its signer.
static pith_buffer draft_with(const char* signer_member) {
  const char* const place = strstr(sign_draft, "\"signer\":{") + strlen("\"signer\":{");
  const size_t before = (size_t)(place - sign_draft);
  pith_buffer draft = {malloc(strlen(sign_draft) + strlen(signer_member) + 1), 0};
  CHECK(draft.data != NULL);
  memcpy(draft.data, sign_draft, before);
  memcpy(draft.data + before, signer_member, strlen(signer_member));
  memcpy(draft.data + before + strlen(signer_member), place, strlen(place) + 1);
  draft.size_bytes = strlen(draft.data);
  return draft;
}

void check_signing(void) {
  const pith_text key_id = text_of("alice");
  const pith_text public_key = {(const char*)sign_public_key, sizeof sign_public_key};
  const pith_text signature = {(const char*)sign_signature, sizeof sign_signature};
  const pith_text at = text_of("2026-07-05T14:38:00Z");
  const pith_text draft = text_of(sign_draft);
  pith_error error;
  pith_context* context;
  pith_sha256 digest;
  pith_reason reason = PITH_REASON_MALFORMED;
  pith_buffer out;
  char hex[65];
  CHECK(pith_context_new(0, &context, &error) == PITH_OK);
  CHECK(pith_draft_digest(context, draft, key_id, public_key, &digest, &reason, &error) == PITH_OK);
  pith_sha256_hex(&digest, hex);
  CHECK(strcmp(hex, sign_digest) == 0 && reason == PITH_REASON_NONE);

  CHECK(pith_draft_complete(context, draft, key_id, public_key, signature, at, &out, NULL, &error) == PITH_OK);
  CHECK(is_equal(buffer_text(&out), text_of(sign_event)));
  CHECK(pith_draft_digest(context, buffer_text(&out), key_id, public_key, &digest, NULL, &error) ==
        PITH_ERROR_NOT_A_DRAFT);
  CHECK(error.line == 1 && error.column > 1);
  pith_buffer_free(&out);

  unsigned char changed[64];
  memcpy(changed, sign_signature, sizeof changed);
  changed[0] ^= 1;
  const pith_text wrong = {(const char*)changed, sizeof changed};
  CHECK(pith_draft_complete(context, draft, key_id, public_key, wrong, at, &out, &reason, &error) ==
        PITH_ERROR_NOT_ACCEPTED);
  CHECK(reason == PITH_REASON_BAD_SIGNATURE && out.data == NULL && error.line == 0);
  CHECK(pith_draft_digest(context, text_of("{}"), key_id, public_key, &digest, &reason, NULL) ==
        PITH_ERROR_NOT_ACCEPTED);
  CHECK(reason == PITH_REASON_MALFORMED);
  CHECK(pith_draft_digest(context, text_of("["), key_id, public_key, &digest, &reason, NULL) == PITH_ERROR_SYNTAX);
  CHECK(reason == PITH_REASON_NONE);
  out = draft_with("\"key_id\":\"bob\",");
  CHECK(pith_draft_digest(context, buffer_text(&out), key_id, public_key, &digest, NULL, &error) ==
        PITH_ERROR_NOT_A_DRAFT);
  free(out.data);

  CHECK(pith_key_entry(context, key_id, public_key, &out, &error) == PITH_OK);
  CHECK(is_equal(buffer_text(&out), text_of(sign_entry)));
  pith_buffer_free(&out);
  const char zeros[32] = {0};  // y = 0 has order 4
  const pith_text small = {zeros, sizeof zeros};
  CHECK(pith_key_entry(context, key_id, small, &out, &error) == PITH_ERROR_BAD_KEY && error.line == 0);
  CHECK(pith_key_entry(context, text_of("\xff"), public_key, &out, &error) == PITH_ERROR_BAD_KEY);
  pith_context_free(context);
}
