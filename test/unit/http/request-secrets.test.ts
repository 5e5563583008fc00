import { expect, test } from "vitest";
import { createRedactor } from "../../../src/core/redact.js";
import { hideSecrets } from "../../../src/http/request-secrets.js";

/** A text after the redactor has seen a body. */
function seen(callback_config: unknown, text: string): string {
  const redactor = createRedactor();
  hideSecrets({ callback_config }, redactor);
  return redactor.text(text);
}

const callback_url = "https://me:pass%C3%9Fword@HOOKS.example/callback/T0123456789ABCDEF?user=anna-b&token=a%2Fsecret+value";

test.each([
  ["the key", "the key is so-secret.", "the key is ***."],
  ["the address", `no answer from ${callback_url}`, "no answer from ***"],
  ["the address in JSON", JSON.stringify({ callback_url }), '{"callback_url":"***"}'],
  ["the address as a server writes it", `no answer from ${new URL(callback_url).href}`, "no answer from ***"],
  ["its path", "404 for /callback/T0123456789ABCDEF", "404 for /callback/***"],
  ["its query", "?user=anna-b&token=a%2Fsecret+value", "?***"],
  ["a value of its query, decoded", "token: a/secret value", "token: ***"],
  ["its password", "pass%C3%9Fword", "***"],
  ["words and hosts stay", "/callback at hooks.example", "/callback at hooks.example"],
])("%s", (_name, text, clean) => {
  expect(seen({ callback_url, key: "so-secret" }, text)).toBe(clean);
});

test("what has the wrong type is a secret all the same", () => {
  expect(seen({ callback_url: "no address but-secret", key: 12345678 }, "12345678, no address but-secret")).toBe("***, ***");
});

test.each([undefined, null, 7, [], {}, { callback_config: null }, { callback_config: "x" }, { callback_config: {} }])(
  "%j holds none",
  (body) => {
    const redactor = createRedactor();
    hideSecrets(body, redactor);
    expect(redactor.text("as it is")).toBe("as it is");
  },
);
