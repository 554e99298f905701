// SPEC 4.5 to 4.9: each reason alone, both sides of each boundary, and each pair of neighbouring checks. The expected
// reasons are written by hand from the rules.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/support/property.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

struct Case {
  std::string what;
  std::string reason;  // `-` for a valid event
  Draft draft;
};

Draft by(const Signer& signer) {
  return Draft(signer, world().record.pith_number);
}

std::string nested_object(std::size_t depth) {
  std::string json = "{}";
  for (std::size_t i = 1; i < depth; ++i) {
    json = R"({"a":)" + json + "}";
  }
  return json;
}

std::vector<Sha256Digest> some_digests(std::size_t count) {
  std::vector<Sha256Digest> digests;
  for (std::size_t i = 0; i < count; ++i) {
    digests.push_back(crypto().sha256(std::to_string(i)));
  }
  return digests;
}

void expect_reasons(const std::vector<Case>& cases) {
  ASSERT_FALSE(cases.empty());
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    EventSet events = world().events();
    const EventVerdict verdict = add(events, c.draft);
    EXPECT_EQ(verdict.id, c.draft.digest());
    const State state = events.state();
    EXPECT_EQ(reason_in(state, verdict.id), c.reason);
    EXPECT_EQ(state.event_count, 1U);
    if (c.reason != "prev_event_unresolved") {
      EXPECT_EQ(reason_name(verdict.reason), c.reason);
    }
  }
}

TEST(Rule4_5_Malformed, AMemberIsMissingOrOfAnotherTypeOrForm) {
  std::vector<Case> cases;
  for (const char* const member : {"event_type", "subject_pith_number", "target", "created_at", "schema_version",
                                   "payload", "supersedes", "prev_event"}) {
    cases.push_back({std::string(member) + " missing", "malformed", by(world().alice).set(member, "")});
    cases.push_back({std::string(member) + " is a number", "malformed", by(world().alice).set(member, "1")});
  }
  for (const char* const member : {"signer_id", "signer_type", "key_id", "public_key_fingerprint"}) {
    cases.push_back({std::string(member) + " missing", "malformed", by(world().alice).set_signer(member, "")});
    cases.push_back({std::string(member) + " is null", "malformed", by(world().alice).set_signer(member, "null")});
  }
  const std::string id = "sha256:" + to_hex(crypto().sha256("x"));
  const std::string upper = "sha256:" + std::string(64, 'A');
  for (const std::string& form :
       {std::string("\"\""), quote(id.substr(7)), quote(id.substr(0, 70)), quote(id + "0"), quote(upper),
        quote("SHA256:" + id.substr(7)), std::string("[]"), std::string("false")}) {
    cases.push_back({"prev_event " + form, "malformed", by(world().alice).set("prev_event", form)});
    cases.push_back({"supersedes " + form, "malformed", by(world().alice).set("supersedes", "[" + form + "]")});
  }
  const std::string twice = "[" + quote(id) + "," + quote(id) + "]";
  cases.push_back({"supersedes the same twice", "malformed", by(world().alice).set("supersedes", twice)});
  const std::string apart = "[" + quote(id) + "," + quote("sha256:" + std::string(64, '0')) + "," + quote(id) + "]";
  cases.push_back({"supersedes the same twice, apart", "malformed", by(world().alice).set("supersedes", apart)});
  cases.push_back({"supersedes is null", "malformed", by(world().alice).set("supersedes", "null")});
  cases.push_back({"payload is an array", "malformed", by(world().alice).set("payload", "[]")});
  cases.push_back({"created_at is not a real date", "malformed", by(world().alice).at("2026-02-30T00:00:00Z")});
  cases.push_back({"created_at is not an instant", "malformed", by(world().alice).at("2026-07-05")});
  expect_reasons(cases);
}

TEST(Rule4_5_Malformed, AnEventThatIsNotAnObject) {
  EventSet events = world().events();
  for (const char* const json : {"null", "true", "1", "\"text\"", "[]", "{}"}) {
    EXPECT_EQ(reason_name(events.add(json)->reason), "malformed") << json;
    EXPECT_EQ(events.add(json)->id, crypto().sha256(json)) << "SPEC 4.2: of a value that is not an object, the value";
  }
  EXPECT_EQ(events.state().event_count, 6U);
}

TEST(Rule4_5_LimitExceeded, BothSidesOfEachLimit) {
  expect_reasons({
      {"64 supersedes", "-", by(world().alice).supersedes(some_digests(64))},
      {"65 supersedes", "limit_exceeded", by(world().alice).supersedes(some_digests(65))},
      {"58 deep", "-", by(world().alice).payload(nested_object(57))},
      {"59 deep", "limit_exceeded", by(world().alice).payload(nested_object(58))},
      {"59 deep in another member", "limit_exceeded", by(world().alice).set("x", nested_object(58))},
      {"the envelope does not count", "-",
       by(world().alice).payload(nested_object(57)).set_signature("signed_at", nested_object(15))},
  });
}

TEST(Rule4_5_LimitExceeded, ContentOfExactlyOneMebibyte) {
  constexpr std::size_t limit_bytes = 1'048'576;
  // The content is written by hand here, so that its size is known without the library.
  const std::string around = R"({"created_at":"2026-07-05T02:34:17Z","event_type":"graph_snapshot","payload":{"a":""},)"
                             R"("prev_event":null,"schema_version":"1.0","signer":{"key_id":"alice-key",)"
                             R"("public_key_fingerprint":")" +
                             world().alice.fingerprint() +
                             R"(","signer_id":"alice","signer_type":"author"},"subject_pith_number":")" +
                             world().record.pith_number + R"(","supersedes":[],"target":"graph"})";
  for (const std::size_t extra : {0U, 1U}) {
    const std::string filling(limit_bytes + extra - around.size(), 'x');
    expect_reasons({{"1 MiB and " + std::to_string(extra), extra == 0 ? "-" : "limit_exceeded",
                     by(world().alice).payload(R"({"a":")" + filling + R"("})")}});
  }
}

TEST(Rule4_5_Keys, WhoMaySignWhat) {
  const World& w = world();
  expect_reasons({
      {"unsupported_schema_version", "unsupported_schema_version", by(w.alice).set("schema_version", "\"1.1\"")},
      {"subject_mismatch", "subject_mismatch", Draft(w.alice, Record("9999.99999").pith_number)},
      {"unknown key", "unknown_key", by(w.stranger)},
      {"known id, other fingerprint", "unknown_key",
       by(w.alice).set_signer("public_key_fingerprint", quote(w.bob.fingerprint()))},
      {"known fingerprint, other id", "unknown_key", by(w.alice).set_signer("key_id", quote("bob-key"))},
      {"bound to another signer_id", "signer_mismatch", by(w.alice).set_signer("signer_id", quote("bob"))},
      {"bound to another signer_type", "signer_mismatch", by(w.alice).set_signer("signer_type", quote("editor"))},
      {"bound id, any type", "-", by(w.bob).set_signer("signer_type", quote("editor"))},
      {"bound id, claims to be a registry", "signer_mismatch",
       by(w.bob).set_signer("signer_type", quote("pith_registry"))},
      {"bound type, any free id", "-", by(w.typed).set_signer("signer_id", quote("zoe"))},
      {"bound type, claims a bound id", "signer_mismatch", by(w.typed).set_signer("signer_id", quote("alice"))},
      {"unbound", "-", by(w.carol)},
      {"unbound, claims a bound id", "signer_mismatch", by(w.carol).set_signer("signer_id", quote("alice"))},
      {"unbound, claims to be a registry", "signer_mismatch",
       by(w.carol).set_signer("signer_type", quote("pith_registry"))},
      {"two keys, one key_id", "-", by(w.other_registry)},
      {"before rotates_at", "-", by(w.retired).at("2026-07-04T23:59:59.999999999Z")},
      {"at rotates_at", "key_expired", by(w.retired).at("2026-07-05T00:00:00.000Z")},
      {"after rotates_at", "key_expired", by(w.retired).at("2026-07-05T00:00:00.000000001Z")},
  });
}

TEST(Rule4_5_RecordCreated, WhoAndWhat) {
  const World& w = world();
  const Record other("9999.99999");
  const auto payload = [&](const std::string& record, const std::string& sha256) {
    return write_object({{"canonical_record", record}, {"canonical_sha256", quote(sha256)}});
  };
  const auto record_of = [&](const std::string& record) {
    return w.record_created().payload(payload(record, to_hex(crypto().sha256(record))));
  };
  expect_reasons({
      {"sound", "-", w.record_created()},
      {"sound, without a receipt", "-", w.record_created().payload(w.record.payload_with_receipt(std::nullopt))},
      {"not_authorised", "not_authorised", by(w.alice).type("record_created").payload(w.record.payload(w.registry))},
      {"another record", "record_mismatch", w.record_created().payload(other.payload(w.registry))},
      {"another hash", "record_mismatch", w.record_created().payload(payload(w.record.json, to_hex(other.digest)))},
      {"hash is not a string", "record_mismatch",
       w.record_created().payload(R"({"canonical_record":)" + w.record.json + R"(,"canonical_sha256":1})")},
      {"no record", "record_mismatch", w.record_created().payload("{}")},
      {"record is not an object", "record_mismatch", record_of("[]")},
      {"no metadata", "record_mismatch", record_of("{}")},
      {"submitted_at is not a string", "record_mismatch", record_of(R"({"metadata":{"submitted_at":2021}})")},
      {"submitted_at too short", "record_mismatch", record_of(R"({"metadata":{"submitted_at":"202"}})")},
      {"submitted_at without digits", "record_mismatch", record_of(R"({"metadata":{"submitted_at":"202x"}})")},
      {"digits, but not in ASCII", "record_mismatch", record_of("{\"metadata\":{\"submitted_at\":\"\u0662021\"}}")},
  });
}

TEST(Rule4_6_Envelope, EachCheck) {
  const World& w = world();
  const std::string other = to_hex(crypto().sha256("other"));
  expect_reasons({
      {"another content_sha256", "content_hash_mismatch", by(w.alice).set_envelope("content_sha256", quote(other))},
      {"content_sha256 missing", "content_hash_mismatch", by(w.alice).set_envelope("content_sha256", "")},
      {"content_sha256 is not a string", "content_hash_mismatch", by(w.alice).set_envelope("content_sha256", "null")},
      {"another event_id", "event_id_mismatch", by(w.alice).set_envelope("event_id", quote("sha256:" + other))},
      {"event_id missing", "event_id_mismatch", by(w.alice).set_envelope("event_id", "")},
      {"signature missing", "bad_signature", by(w.alice).set_envelope("signature", "")},
      {"signature is not an object", "bad_signature", by(w.alice).set_envelope("signature", "[]")},
      {"signature_status", "bad_signature", by(w.alice).set_signature("signature_status", quote("signed_v2"))},
      {"algorithm", "bad_signature", by(w.alice).set_signature("algorithm", quote("Ed25519"))},
      {"signed_message", "bad_signature", by(w.alice).set_signature("signed_message", quote("bundle_sha256_bytes"))},
      {"signed_message missing", "bad_signature", by(w.alice).set_signature("signed_message", "")},
      {"key_id is not the signer's", "bad_signature", by(w.alice).set_signature("key_id", quote("bob-key"))},
      {"fingerprint is not the signer's", "bad_signature",
       by(w.alice).set_signature("public_key_fingerprint", quote(w.bob.fingerprint()))},
      {"signature_b64 of another digest", "bad_signature",
       by(w.alice).set_signature("signature_b64", quote(w.alice.sign(crypto().sha256("other"))))},
      {"signature_b64 of another signer", "bad_signature",
       by(w.alice).set_signature("signature_b64", quote(w.bob.sign(by(w.alice).digest())))},
      {"signature_b64 with white space", "bad_signature",
       by(w.alice).set_signature("signature_b64", quote(w.alice.sign(by(w.alice).digest()) + "\n"))},
      {"signed_at absent", "-", by(w.alice).set_signature("signed_at", "")},
      {"signed_at anything", "-", by(w.alice).set_signature("signed_at", "[1]")},
      {"more members of signature", "-", by(w.alice).set_signature("x", "1")},
      {"16 deep", "-", by(w.alice).set_signature("x", nested_object(15))},
      {"17 deep", "bad_signature", by(w.alice).set_signature("x", nested_object(16))},
      {"too large", "bad_signature", by(w.alice).set_signature("x", quote(std::string(65'536, 'x')))},
      {"unknown members are hashed", "-", by(w.alice).set("x", R"({"event_id":1})")},
      {"a member inside the payload is content, whatever its name", "-", by(w.alice).payload(R"({"signature":1})")},
  });
}

TEST(Rule4_8_BadReceipt, EachMember) {
  const World& w = world();
  const auto with = [&](const std::function<void(Members&)>& change) {
    Members receipt = w.record.receipt(w.registry);
    change(receipt);
    return w.record_created().payload(w.record.payload_with_receipt(write_object(receipt)));
  };
  const auto with_member = [&](const std::string& member, const std::string& json) {
    return with([&](Members& receipt) {
      receipt.erase(member);
      if (!json.empty()) {
        receipt[member] = json;
      }
    });
  };
  std::vector<Case> cases = {
      {"sound", "-", with([](Members&) {})},
      {"more members", "-", with_member("signed_at", "1")},
      {"null", "bad_receipt", w.record_created().payload(w.record.payload_with_receipt("null"))},
      {"not an object", "bad_receipt", w.record_created().payload(w.record.payload_with_receipt("[]"))},
      {"empty", "bad_receipt", w.record_created().payload(w.record.payload_with_receipt("{}"))},
      {"by a key that is not a registry key", "bad_receipt",
       w.record_created().payload(w.record.payload_with_receipt(write_object(w.record.receipt(w.alice))))},
      {"by an unknown key", "bad_receipt",
       w.record_created().payload(w.record.payload_with_receipt(write_object(w.record.receipt(w.stranger))))},
      {"by another registry key", "-",
       w.record_created().payload(w.record.payload_with_receipt(write_object(w.record.receipt(w.other_registry))))},
      {"over another hash", "bad_receipt", with_member("signature_b64", quote(w.registry.sign(crypto().sha256("x"))))},
      {"another canonical_sha256", "bad_receipt", with_member("canonical_sha256", quote(to_hex(crypto().sha256("x"))))},
      {"in an event of another type, a receipt is only payload", "-", by(w.alice).payload(R"({"receipt":null})")},
  };
  for (const char* const member : {"signature_status", "algorithm", "signed_message", "canonical_sha256", "key_id",
                                   "public_key_fingerprint", "signature_b64"}) {
    cases.push_back({std::string(member) + " missing", "bad_receipt", with_member(member, "")});
    cases.push_back({std::string(member) + " is another text", "bad_receipt", with_member(member, quote("other"))});
    cases.push_back({std::string(member) + " is null", "bad_receipt", with_member(member, "null")});
  }
  expect_reasons(cases);
}

// The checks in their order. Each breakage makes a sound record_created fail one check. An event that fails two
// neighbouring checks has the reason of the first.
TEST(Rule4_5_Order, TheFirstOfTwoNeighbouringChecksGivesTheReason) {
  const World& w = world();
  struct Breakage {
    std::string reason;
    std::function<void(Draft&)> apply;
  };
  const Sha256Digest nobody = crypto().sha256("nobody");
  const std::vector<Breakage> breakages = {
      {"malformed", [](Draft& draft) { draft.set("target", ""); }},
      {"limit_exceeded", [](Draft& draft) { draft.set("deep", nested_object(58)); }},
      {"unsupported_schema_version", [](Draft& draft) { draft.set("schema_version", quote("2.0")); }},
      {"subject_mismatch", [](Draft& draft) { draft.set("subject_pith_number", quote("pith:other")); }},
      {"unknown_key", [](Draft& draft) { draft.set_signer("key_id", quote("nobody")); }},
      {"signer_mismatch", [](Draft& draft) { draft.set_signer("signer_id", quote("registry.test")); }},
      {"key_expired", [](Draft& draft) { draft.at("2026-07-05T00:00:00Z"); }},
      {"not_authorised", [](Draft&) {}},  // erin's key is not a registry key
      {"record_mismatch", [](Draft& draft) { draft.payload(R"({"canonical_sha256":""})"); }},
      {"content_hash_mismatch", [](Draft& draft) { draft.set_envelope("content_sha256", "0"); }},
      {"event_id_mismatch", [](Draft& draft) { draft.set_envelope("event_id", "0"); }},
      {"bad_signature", [](Draft& draft) { draft.set_signature("algorithm", "0"); }},
      {"bad_receipt", [&](Draft& draft) { draft.payload(w.record.payload_with_receipt("null")); }},
      {"prev_event_unresolved", [&](Draft& draft) { draft.prev(nobody); }},
  };
  for (std::size_t i = 0; i + 1 < breakages.size(); ++i) {
    // Up to `not_authorised` the event is by erin, whose key can expire and may not create records. Then it is by the
    // registry.
    const bool by_erin = i <= 7;
    const Signer& signer = by_erin ? w.retired : w.registry;
    Draft draft = Draft(signer, w.record.pith_number)
                      .type("record_created")
                      .target("record")
                      .at("2026-07-04T00:00:00Z")
                      .payload(w.record.payload(w.registry));
    // The later breakage comes first, so that it cannot undo the earlier one.
    breakages[i + 1].apply(draft);
    breakages[i].apply(draft);
    SCOPED_TRACE(breakages[i].reason + " and " + breakages[i + 1].reason);
    EventSet events = w.events();
    const EventVerdict verdict = add(events, draft);
    EXPECT_EQ(reason_in(events.state(), verdict.id), breakages[i].reason);
  }
}

// SPEC 4.3 and 4.6: one good copy is enough. Without one, the copy that came furthest gives the reason.
TEST(Rule4_6_Copies, TheCopyThatCameFurthestDecides) {
  const World& w = world();
  const Draft good = by(w.alice);
  const Draft wrong_hash = by(w.alice).set_envelope("content_sha256", "0");
  const Draft wrong_id = by(w.alice).set_envelope("event_id", "0");
  const Draft wrong_signature = by(w.alice).set_signature("signature_b64", quote(""));
  const std::vector<std::pair<std::vector<const Draft*>, std::string>> cases = {
      {{&wrong_hash}, "content_hash_mismatch"},
      {{&wrong_hash, &wrong_id}, "event_id_mismatch"},
      {{&wrong_id, &wrong_hash}, "event_id_mismatch"},
      {{&wrong_signature, &wrong_id, &wrong_hash}, "bad_signature"},
      {{&wrong_hash, &wrong_id, &wrong_signature}, "bad_signature"},
      {{&wrong_hash, &good}, "-"},
      {{&good, &wrong_signature}, "-"},
      {{&wrong_signature, &wrong_id, &good, &wrong_hash, &good}, "-"},
  };
  for (const auto& [drafts, reason] : cases) {
    EventSet events = w.events();
    EventSet merged = w.events();
    for (const Draft* const draft : drafts) {
      add(events, *draft);
      EventSet single = w.events();
      add(single, *draft);
      merged.merge(single);
    }
    EXPECT_EQ(reason_in(events.state(), good.digest()), reason);
    EXPECT_EQ(events.state().event_count, 1U);
    EXPECT_EQ(merged.state().document, events.state().document);
  }
}

}  // namespace
}  // namespace pith::tests
