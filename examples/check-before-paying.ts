// Looks at the settings of a video before anything is sent or paid for. No client, no account, no network.
import { checkVideoConfig, judge } from "metastudio-video/validators";

const expected = { clip_mode: "RESIZE", width: 1700, height: 1080, bitrate: 4000, frame_rate: "30" };

const { errors, rest } = judge(checkVideoConfig(expected), "request");

for (const issue of [...errors, ...rest]) {
  console.log(`${issue.severity} at ${issue.path}: ${issue.message}`);
  for (const fix of issue.fixes ?? []) console.log(`  put ${JSON.stringify(fix.value)} at ${fix.path}`);
  console.log(`  source: ${issue.source}`);
}

if (errors.length === 0) throw new Error("1700 x 1080 cannot be made, and nobody noticed");
console.log(`${errors.length} errors, ${rest.length} warnings`);
