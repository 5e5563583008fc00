import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Create2DDigitalHumanVideoReq, escapeSsml, estimate } from "../../../src/index.js";

const textRequest = (text: string, speed?: number): Create2DDigitalHumanVideoReq => ({
  shoot_scripts: [{ sequence_no: 0, shoot_script: { script_type: "TEXT", text_config: { text } } }],
  ...(speed !== undefined && { voice_config: { voice_asset_id: "v", speed } }),
});

describe("estimate", () => {
  test.each<[string, Create2DDigitalHumanVideoReq, number, number | undefined]>([
    ["250 words take a minute", textRequest("word ".repeat(250)), 1000, 60],
    ["250 Chinese characters take a minute", textRequest("好".repeat(250)), 250, 60],
    ["double speed halves it", textRequest("word ".repeat(250), 200), 1000, 30],
    ["tags are not spoken, pauses count", textRequest('<speak>a<break time="500ms"/>b<break time="2s"/></speak>'), 2, 3],
    ["< in plain text is no tag", textRequest("a <b> c"), 5, 0.7],
    ["entities are characters", textRequest("<speak>a &amp;&lt; b</speak>"), 4, 0.5],
    ["no scene", {}, 0, 0],
    ["a saved script is unknown", { script_id: "s" }, 0, undefined],
  ])("%s", (_, request, characters, seconds) => {
    expect(estimate(request)).toMatchObject({ characters, seconds, assumption: expect.stringMatching(/\.$/) });
  });

  test("adds the duration of audio", () => {
    const scene = (audio_duration: number) => ({ sequence_no: 0, shoot_script: { script_type: "AUDIO" as const, audio_duration } });
    expect(estimate({ shoot_scripts: [scene(3), scene(4)] })).toMatchObject({ scenes: 2, characters: 0, seconds: 7 });
  });
});

test("property: escaped text changes no markup and counts as itself", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const escaped = escapeSsml(text);
      expect(escaped).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|apos);)/);
      const { characters } = estimate(textRequest(`<speak>${escaped}</speak>`));
      expect(characters).toBe([...text.replace(/\s/g, "")].length);
    }),
  );
});
