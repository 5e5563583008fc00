import { expect, test } from "vitest";
import { findMissingTerminal } from "../../package/pseudo-terminal.js";

test("names the package to install when there is no pseudo-terminal", () => {
  const message = /not available \(Debian: apt-get install bsdutils\)/;
  expect(findMissingTerminal("no-such-program-anywhere")).toMatch(message);
  // an executable that is not `script` of util-linux
  expect(findMissingTerminal(process.execPath)).toMatch(message);
});
