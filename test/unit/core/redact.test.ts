import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createRedactor, redactCause, redactData, redactUrls, systemErrorCode } from "../../../src/core/redact.js";

test.each([
  ["https://o/x.png?AccessKeyId=XC&Expires=1671241457&Signature=zV%3D", "https://o/x.png?AccessKeyId=***&Expires=1671241457&Signature=***"],
  ['{"cover_url":"https://o/x?Signature=abc"}', '{"cover_url":"https://o/x?Signature=***"}'],
  ["SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=00ff", "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=***"],
  ["?x-obs-security-token=abc&a=b", "?x-obs-security-token=***&a=b"],
  ["https://app.example/done?secret=0a1b&time_stamp=1963307d486", "https://app.example/done?secret=***&time_stamp=1963307d486"],
  [
    '{"url":"https://app.example/done?a=b\\u0026secret=0a1b\\u0026c=d"}',
    '{"url":"https://app.example/done?a=b\\u0026secret=***\\u0026c=d"}',
  ],
  ['{"body":"{\\"url\\":\\"https://o/x?Signature=a\\\\b\\"}"}', '{"body":"{\\"url\\":\\"https://o/x?Signature=***\\"}"}'],
  ["no URL", "no URL"],
])("%s", (text, clean) => {
  expect(redactUrls(text)).toBe(clean);
});

test("redacts every encoding of a secret, but no secret shorter than six characters", () => {
  const redactor = createRedactor();
  redactor.add('se/cr"et');
  redactor.add("abc");
  redactor.add(undefined);
  expect(redactor.redact('se/cr"et se%2Fcr%22et se/cr\\"et abc')).toBe("*** *** *** abc");
});

test("remembers the most recent secrets", () => {
  const redactor = createRedactor();
  for (let i = 0; i < 1_000; i += 1) redactor.add(`secret-${i}-`);
  expect(redactor.redact("secret-999- secret-0-")).toBe("*** secret-0-");
});

test("request secrets do not evict credentials", () => {
  const redactor = createRedactor();
  redactor.add("the-token");
  for (let i = 0; i < 2_000; i += 1) redactor.add(`key-of-a-callback-${i}-`, "request");
  expect(redactor.redact("the-token key-of-a-callback-1999- key-of-a-callback-1500- key-of-a-callback-0-")).toBe(
    "*** *** *** key-of-a-callback-0-",
  );
});

test("redacts secrets that share a prefix, contain each other or overlap", () => {
  const redactor = createRedactor();
  redactor.add("callback-key-1");
  redactor.add("callback-key-13", "request");
  redactor.add("key-13-and-more", "request");
  expect(redactor.redact("<callback-key-13> <callback-key-1> <callback-key-13-and-more> <key-13-and-morecallback-key-1>")).toBe(
    "<***> <***> <***> <******>",
  );
  redactor.add("https://hooks.example/T0/callback-key-1", "request");
  expect(redactor.redact("to https://hooks.example/T0/callback-key-1: no")).toBe("to ***: no");
});

test.each(["\ud800-alone", "a\udfffb-and-more"])("redacts a secret with a lone surrogate: %j", (secret) => {
  const redactor = createRedactor();
  redactor.add(secret);
  expect(redactor.redact(`<${secret}>`)).toBe("<***>");
});

test("copies plain data without changing it", () => {
  const data = { list: ["a?Signature=b", 1, null], deep: { url: "?AccessKeyId=c" } };
  expect(redactData(data, redactUrls)).toEqual({ list: ["a?Signature=***", 1, null], deep: { url: "?AccessKeyId=***" } });
  expect(data.deep.url).toBe("?AccessKeyId=c");
});

test("keeps only the name, message, code and causes of a thrown value", () => {
  const redactor = createRedactor();
  redactor.add("secret-value");
  const cause = Object.assign(new Error("secret-value"), { code: "ECONNRESET", config: "secret-value" });
  const copy = redactCause(Object.assign(new TypeError("fetch failed", { cause }), { response: "secret-value" }), redactor);
  expect(inspect(copy, { showHidden: true })).not.toContain("secret-value");
  expect(copy).toMatchObject({ name: "TypeError", message: "fetch failed", cause: { message: "***", code: "ECONNRESET" } });
  expect(redactCause({ secret: "secret-value" }, redactor).message).toBe("a thrown object");
  expect(redactCause("secret-value", redactor).message).toBe("***");
});

test("stops at a cyclic cause", () => {
  const error = new Error("round");
  error.cause = error;
  expect(redactCause(error, createRedactor())).toBeInstanceOf(Error);
  expect(systemErrorCode(error)).toBeUndefined();
});

test.each([
  [{ code: "A" }, "A"],
  [{ cause: { code: "B" } }, "B"],
  [{ cause: { errors: [{ code: "C" }] } }, "C"],
  [{ code: 7 }, undefined],
  ["text", undefined],
])("the system error code of %j is %s", (thrown, code) => {
  expect(systemErrorCode(thrown)).toBe(code);
});
