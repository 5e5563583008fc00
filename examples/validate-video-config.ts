// Validates the video settings of a request before it is sent and billed. Needs no client, account or network.
import { checkVideoConfig, classifyIssues } from "metastudio-video/validators";

const videoConfig = { clip_mode: "RESIZE", width: 1700, height: 1080, bitrate: 4000, frame_rate: "30" };

const { errors, rest } = classifyIssues(checkVideoConfig(videoConfig), "request");

for (const issue of [...errors, ...rest]) {
  console.log(`${issue.severity} at ${issue.path}: ${issue.message}`);
  for (const fix of issue.fixes ?? []) console.log(`  fix: set ${fix.path} to ${JSON.stringify(fix.value)}`);
  console.log(`  source: ${issue.source}`);
}

if (errors.length === 0) throw new Error("expected an error: RESIZE does not support 1700 x 1080");
console.log(`${errors.length} errors, ${rest.length} other issues`);
