import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEMO_RECORDING, demoRecording } from "../../../scripts/docs/demo-recording.js";
import { runDemo } from "../../../src/cli/demo.js";

const svg = await demoRecording();
const rows = [...svg.matchAll(/<text [^>]*style="animation-duration:([\d.]+)s">([^<]*)<\/text>/g)].map(([, seconds, text = ""]) => ({
  seconds: Number(seconds),
  text: text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
}));

test("docs/demo.svg is up to date and deterministic", async () => {
  expect(readFileSync(new URL(`../../../${DEMO_RECORDING}`, import.meta.url), "utf8")).toBe(svg);
  expect(await demoRecording()).toBe(svg);
});

test("each line is a line of the demo, in order", async () => {
  const lines = (await runDemo(".")).text.split("\n");
  let last = -1;
  for (const { text } of rows.slice(1)) {
    const index = lines.findIndex((line, at) => at > last && (line === text || (text.endsWith("…") && line.startsWith(text.slice(0, -1)))));
    expect([text, index > last]).toEqual([text, true]);
    last = index;
  }
  expect(rows[0]?.text).toBe("$ npx metastudio-video demo");
  expect(rows.at(-1)?.text).toContain("size and MD5 verified");
});

test("lines appear one after the other, within 20 seconds", () => {
  const times = rows.map(({ seconds }) => seconds);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times.at(-1)).toBeLessThan(20);
});

test("it needs no script and no network", () => {
  expect(svg).not.toMatch(/<script|<image|href=|url\(|@import/);
});
