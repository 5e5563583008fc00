import { describe, expect, expectTypeOf, test } from "vitest";
import { checkVideoConfig } from "../../../generated/checks.js";
import { examples } from "../../../generated/examples.js";
import type { Show2DDigitalHumanVideoResponse } from "../../../generated/types.js";
import * as constraints from "../../../src/constraints.js";
import { type ComponentFacts, type WithDefaults, withDefaults } from "../../../src/constraints.js";

const response = examples.show2DDigitalHumanVideo["200"] as unknown as Show2DDigitalHumanVideoResponse;
const minimal = { bitrate: 5000, width: 1920, height: 1080 };

describe("withDefaults", () => {
  test("sets absent properties to their documented defaults", () => {
    const filled = withDefaults("VideoConfig", minimal);
    expect(filled).toEqual({
      ...minimal,
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

  test("keeps existing values, including falsy ones", () => {
    expect(withDefaults("VideoConfig", { ...minimal, is_vocabulary_config_enable: false, codec: "VP8" })).toMatchObject({
      is_vocabulary_config_enable: false,
      codec: "VP8",
    });
  });

  test("sets defaults in nested components and arrays, but does not add components", () => {
    const filled = withDefaults("Show2DDigitalHumanVideoResponse", response);
    expect(filled.shoot_scripts?.[0]?.shoot_script?.background_config?.[0]).toMatchObject({ background_color_config: "#FFFFFF" });
    expect(filled.shoot_scripts?.[0]?.shoot_script?.layer_config?.[0]).not.toHaveProperty("rotation");
    expect(filled).not.toHaveProperty("background_music_config");
  });

  test("does not change the original value and is idempotent", () => {
    const before = structuredClone(response);
    const once = withDefaults("Show2DDigitalHumanVideoResponse", response);
    expect(response).toEqual(before);
    expect(withDefaults("Show2DDigitalHumanVideoResponse", once)).toEqual(once);
  });

  test("types properties with defaults as present at every depth", () => {
    expectTypeOf<WithDefaults<"VideoConfig">["is_subtitle_enable"]>().toEqualTypeOf<boolean>();
    expectTypeOf<WithDefaults<"VideoConfig">["output_external_url"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<NonNullable<WithDefaults<"VideoConfig">["subtitle_config"]>["font_size"]>().toEqualTypeOf<number>();
  });
});

test("every component has the documented shape", () => {
  const { constants, withDefaults: _, ...components } = constraints;
  const all: ComponentFacts[] = Object.values(components);
  expect(all.length).toBeGreaterThan(20);
  expect(constants.resolutions).toHaveLength(6);
});
