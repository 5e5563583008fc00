import { inspect } from "node:util";
import { expect, test } from "vitest";
import { concealed, credentialsFault } from "../../../src/auth/credentials.js";

test.each([
  [{ token: "t" }, undefined],
  [{ accessKey: "a", secretKey: "s" }, undefined],
  [{ accessKey: "a", secretKey: "s", securityToken: "x", expiresAt: 5 }, undefined],
  [{ accessKey: "a", secretKey: "s", token: undefined }, undefined],
  [{}, "neither token nor accessKey and secretKey are given"],
  [{ secretKey: "s" }, "accessKey is missing beside secretKey"],
  [{ accessKey: "a" }, "secretKey is missing beside accessKey"],
  [{ token: "t", secretKey: "s" }, "token contradicts accessKey and secretKey; give one of them"],
  [{ token: "" }, "token is not a text of printable characters without spaces"],
  [{ accessKey: "a", secretKey: "s " }, "secretKey is not a text of printable characters without spaces"],
  [{ token: "t", expiresAt: Number.NaN }, "expiresAt is not a number of milliseconds"],
  [null, "credentials are null, not an object"],
  ["token", "credentials are string, not an object"],
])("%j: %s", (credentials, fault) => {
  expect(credentialsFault(credentials)).toBe(fault);
});

test("concealed credentials can be used and not be printed", () => {
  const credentials = concealed({ accessKey: "AK", secretKey: "very-secret", expiresAt: 5 });
  expect(credentials.secretKey).toBe("very-secret");
  expect(JSON.stringify({ credentials })).toBe('{"credentials":{"accessKey":"***","secretKey":"***","expiresAt":5}}');
  expect(inspect({ credentials }, { showHidden: false })).toContain("secretKey: '***'");
});
