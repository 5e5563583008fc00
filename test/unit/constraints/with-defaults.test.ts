import { describe, expect, expectTypeOf, test } from "vitest";
import { checkVideoConfig } from "../../../generated/checks.js";
import { examples } from "../../../generated/examples.js";
import type { Show2DDigitalHumanVideoResponse } from "../../../generated/types.js";
import * as constraints from "../../../src/constraints.js";
import { type ComponentFacts, type WithDefaults, withDefaults } from "../../../src/constraints.js";

const page = examples.show2DDigitalHumanVideo["200"] as unknown as Show2DDigitalHumanVideoResponse;
const least = { bitrate: 5000, width: 1920, height: 1080 };

describe("withDefaults", () => {
  test("fills in what the page says holds when a property is absent", () => {
    const filled = withDefaults("VideoConfig", least);
    expect(filled).toEqual({
      ...least,
      clip_mode: "RESIZE",
      codec: "H264",
      frame_rate: "25",
      is_subtitle_enable: false,
      is_enable_super_resolution: false,
      is_end_at_first_frame: false,
      is_vocabulary_config_enable: true,
    });
    expect(checkVideoConfig(filled)).toEqual([]);
  });

  test("keeps what is given, also where it is falsy", () => {
    expect(withDefaults("VideoConfig", { ...least, is_vocabulary_config_enable: false, codec: "VP8" })).toMatchObject({
      is_vocabulary_config_enable: false,
      codec: "VP8",
    });
  });

  test("goes down into components and lists, and invents none of them", () => {
    const filled = withDefaults("Show2DDigitalHumanVideoResponse", page);
    expect(filled.shoot_scripts?.[0]?.shoot_script?.background_config?.[0]).toMatchObject({ background_color_config: "#FFFFFF" });
    expect(filled.shoot_scripts?.[0]?.shoot_script?.layer_config?.[0]).not.toHaveProperty("rotation");
    expect(filled).not.toHaveProperty("background_music_config");
  });

  test("leaves the value as it is and can be repeated", () => {
    const before = structuredClone(page);
    const once = withDefaults("Show2DDigitalHumanVideoResponse", page);
    expect(page).toEqual(before);
    expect(withDefaults("Show2DDigitalHumanVideoResponse", once)).toEqual(once);
  });

  test("types what it has filled in as present, at every depth", () => {
    expectTypeOf<WithDefaults<"VideoConfig">["is_subtitle_enable"]>().toEqualTypeOf<boolean>();
    expectTypeOf<WithDefaults<"VideoConfig">["output_external_url"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<NonNullable<WithDefaults<"VideoConfig">["subtitle_config"]>["font_size"]>().toEqualTypeOf<number>();
  });
});

test("every component's facts have the shape that forms rely on", () => {
  const { constants, withDefaults: _, ...components } = constraints;
  const all: ComponentFacts[] = Object.values(components);
  expect(all.length).toBeGreaterThan(20);
  expect(constants.resolutions).toHaveLength(6);
});
