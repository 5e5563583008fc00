import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createRedactor, redactCause, redactData, redactLinks, systemCode } from "../../../src/core/redact.js";

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
  ["no link", "no link"],
])("%s", (text, clean) => {
  expect(redactLinks(text)).toBe(clean);
});

test("a secret is hidden in every spelling it travels in; too short ones would blot out words", () => {
  const redactor = createRedactor();
  redactor.add('se/cr"et');
  redactor.add("abc");
  redactor.add(undefined);
  expect(redactor.text('se/cr"et se%2Fcr%22et se/cr\\"et abc')).toBe("*** *** *** abc");
});

test("the last secrets are remembered, however many there were", () => {
  const redactor = createRedactor();
  for (let i = 0; i < 1_000; i += 1) redactor.add(`secret-${i}-`);
  expect(redactor.text("secret-999- secret-0-")).toBe("*** secret-0-");
});

test("secrets of requests are many, and never crowd out credentials", () => {
  const redactor = createRedactor();
  redactor.add("the-token");
  for (let i = 0; i < 2_000; i += 1) redactor.add(`key-of-a-callback-${i}-`, "request");
  expect(redactor.text("the-token key-of-a-callback-1999- key-of-a-callback-1500- key-of-a-callback-0-")).toBe(
    "*** *** *** key-of-a-callback-0-",
  );
});

test("secrets that begin alike, lie within one another or overlap are hidden whole, whichever came first", () => {
  const redactor = createRedactor();
  redactor.add("callback-key-1");
  redactor.add("callback-key-13", "request");
  redactor.add("key-13-and-more", "request");
  expect(redactor.text("<callback-key-13> <callback-key-1> <callback-key-13-and-more> <key-13-and-morecallback-key-1>")).toBe(
    "<***> <***> <***> <******>",
  );
  redactor.add("https://hooks.example/T0/callback-key-1", "request");
  expect(redactor.text("to https://hooks.example/T0/callback-key-1: no")).toBe("to ***: no");
});

test.each(["\ud800-alone", "a\udfffb-and-more"])("a secret that has no place in a URL is one all the same: %j", (secret) => {
  const redactor = createRedactor();
  redactor.add(secret);
  expect(redactor.text(`<${secret}>`)).toBe("<***>");
});

test("plain data is copied, not changed", () => {
  const data = { list: ["a?Signature=b", 1, null], deep: { url: "?AccessKeyId=c" } };
  expect(redactData(data, redactLinks)).toEqual({ list: ["a?Signature=***", 1, null], deep: { url: "?AccessKeyId=***" } });
  expect(data.deep.url).toBe("?AccessKeyId=c");
});

test("of what was thrown only name, message, code and causes are kept", () => {
  const redactor = createRedactor();
  redactor.add("secret-value");
  const cause = Object.assign(new Error("secret-value"), { code: "ECONNRESET", config: "secret-value" });
  const copy = redactCause(Object.assign(new TypeError("fetch failed", { cause }), { response: "secret-value" }), redactor);
  expect(inspect(copy, { showHidden: true })).not.toContain("secret-value");
  expect(copy).toMatchObject({ name: "TypeError", message: "fetch failed", cause: { message: "***", code: "ECONNRESET" } });
  expect(redactCause({ secret: "secret-value" }, redactor).message).toBe("a thrown object");
  expect(redactCause("secret-value", redactor).message).toBe("***");
});

test("a cause that is its own cause ends", () => {
  const error = new Error("round");
  error.cause = error;
  expect(redactCause(error, createRedactor())).toBeInstanceOf(Error);
  expect(systemCode(error)).toBeUndefined();
});

test.each([
  [{ code: "A" }, "A"],
  [{ cause: { code: "B" } }, "B"],
  [{ cause: { errors: [{ code: "C" }] } }, "C"],
  [{ code: 7 }, undefined],
  ["text", undefined],
])("the system's code of %j is %s", (thrown, code) => {
  expect(systemCode(thrown)).toBe(code);
});
