import { expect, test } from "vitest";
import { findings, VIDEO } from "../../helpers/contract-issues.js";

test("a codec that only SDKs know makes a kind of file that nobody documents, so any name goes", () => {
  const url = (output_external_url: string) => findings("VideoConfig", { ...VIDEO, codec: "VP9", output_external_url }, "request");
  for (const name of ["video.mp4", "video.webm", "video.mov", "video"]) {
    expect(url(`https://example.com/${name}`)).toEqual([
      "warning output-url-whitelist /output_external_url",
      "warning undocumented /codec",
    ]);
  }
});
