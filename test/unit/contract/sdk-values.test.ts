import { expect, test } from "vitest";
import { issueLines, VIDEO } from "../helpers/contract-issues.js";

test("accepts any file extension for a codec listed by the SDKs only", () => {
  const urlIssues = (output_external_url: string) => issueLines("VideoConfig", { ...VIDEO, codec: "VP9", output_external_url }, "request");
  for (const name of ["video.mp4", "video.webm", "video.mov", "video"]) {
    expect(urlIssues(`https://example.com/${name}`)).toEqual([
      "note output-url-whitelist /output_external_url",
      "warning undocumented /codec",
    ]);
  }
});
