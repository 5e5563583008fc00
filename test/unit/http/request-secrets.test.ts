import { expect, test } from "vitest";
import { createRedactor } from "../../../src/core/redact.js";
import { registerRequestSecrets } from "../../../src/http/request-secrets.js";

/** Redacts a text after the secrets of a request have been registered. */
function redactAfter(callback_config: unknown, text: string): string {
  const redactor = createRedactor();
  registerRequestSecrets({ callback_config }, redactor);
  return redactor.redact(text);
}

const callback_url = "https://me:pass%C3%9Fword@HOOKS.example/callback/T0123456789ABCDEF?user=anna-b&token=a%2Fsecret+value";

test.each([
  ["the key", "the key is so-secret.", "the key is ***."],
  ["the URL", `no response from ${callback_url}`, "no response from ***"],
  ["the URL in JSON", JSON.stringify({ callback_url }), '{"callback_url":"***"}'],
  ["the normalized URL", `no response from ${new URL(callback_url).href}`, "no response from ***"],
  ["its path", "404 for /callback/T0123456789ABCDEF", "404 for /callback/***"],
  ["its query", "?user=anna-b&token=a%2Fsecret+value", "?***"],
  ["a value of its query, decoded", "token: a/secret value", "token: ***"],
  ["its password", "pass%C3%9Fword", "***"],
  ["keeps ordinary words and hosts", "/callback at hooks.example", "/callback at hooks.example"],
  ["keeps short values of parameters that are no secrets", "user anna-b", "user anna-b"],
])("%s", (_name, text, clean) => {
  expect(redactAfter({ callback_url, key: "so-secret" }, text)).toBe(clean);
});

test("a short query of ordinary words does not blot out logs", () => {
  const text = "video: the source is website";
  expect(redactAfter({ callback_url: "https://h/?kind=video&from=website&key=qwerty" }, `${text}, qwerty`)).toBe(`${text}, ***`);
});

test("redacts secrets of the wrong type", () => {
  expect(redactAfter({ callback_url: "not-a-url-but-secret", key: 12345678 }, "12345678, not-a-url-but-secret")).toBe("***, ***");
});

test.each([undefined, null, 7, [], {}, { callback_config: null }, { callback_config: "x" }, { callback_config: {} }])(
  "%j contains no secrets",
  (body) => {
    const redactor = createRedactor();
    registerRequestSecrets(body, redactor);
    expect(redactor.redact("unchanged")).toBe("unchanged");
  },
);
