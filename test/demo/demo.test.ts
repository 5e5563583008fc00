import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { checkShow2DDigitalHumanVideoResponse } from "../../generated/checks.js";
import { Show2DDigitalHumanVideoResponse as facts } from "../../generated/constraints.js";
import { examples } from "../../generated/examples.js";

const jiti = join(dirname(createRequire(import.meta.url).resolve("jiti/package.json")), "lib", "jiti-cli.mjs");
const demo = () => promisify(execFile)(process.execPath, [jiti, join(import.meta.dirname, "..", "..", "scripts", "demo.ts")]);

/** The contract's own words by a name for each, so that rewording one changes nothing here. */
const words: [name: string, text: string][] = [
  ...Object.entries(facts.properties.state.enum),
  ...checkShow2DDigitalHumanVideoResponse(examples.show2DDigitalHumanVideo["200"]).flatMap(({ rule, code, message, hint }) => [
    [`message of ${rule ?? code}`, message] as [string, string],
    ...(hint === undefined ? [] : [[`hint of ${rule ?? code}`, hint] as [string, string]]),
  ]),
];

it("npm run demo shows the life of a task and the findings on the page's example, and is the same each time", async () => {
  const [{ stdout, stderr }, again] = await Promise.all([demo(), demo()]);
  expect([again.stdout, stderr]).toEqual([stdout, ""]);
  let named = stdout;
  for (const [name, text] of words) named = named.replaceAll(text, `{${name}}`);
  await expect(named).toMatchFileSnapshot("./output.txt");
}, 60_000);
