import { expect, test } from "vitest";
import { missingTerminal } from "../../package/pseudo-terminal.js";

test("a machine without a pseudo-terminal is told what to install", () => {
  const words = /not available \(Debian: apt-get install bsdutils\)/;
  expect(missingTerminal("no-such-program-anywhere")).toMatch(words);
  // a program of that name, but of another family: this one is Node
  expect(missingTerminal(process.execPath)).toMatch(words);
});
