/** `npm run sandbox:media`: makes the media files of the sandbox with FFmpeg, and writes them with their metadata as a module. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./task-runner.js";

/** Two seconds, 320 x 180. A person in front of a wall is a plain picture, which keeps the files small. */
const SECONDS = 2;
const wall = "color=c=0xb7c9d9:s=320x180:r=10";
const floor = "drawbox=0:155:320:25:0x6d8299:fill";
const person = "drawbox=100:110:120:70:0x8a4f31:fill,drawbox=130:40:60:70:0xe3c4a6:fill";
const picture = ["-f", "lavfi", "-i", `${wall},${floor},${person},format=yuv420p`];
/** QTRLE is for transparent backgrounds: only the person is opaque. */
const cutOut = ["-f", "lavfi", "-i", `color=c=black:s=320x180:r=10,${person},format=rgba,colorkey=black:0.01:0,format=argb`];
const tone = ["-f", "lavfi", "-i", "sine=f=330:r=48000", "-af", "volume=0.2", "-ac", "1"];

const CLIPS = {
  mp4: [...picture, ...tone, "-c:v", "libx264", "-crf", "28", "-c:a", "aac", "-b:a", "24k", "-movflags", "+faststart"],
  webm: [...picture, ...tone, "-c:v", "libvpx", "-b:v", "100k", "-c:a", "libopus", "-b:a", "12k"],
  mov: [...cutOut, "-c:v", "qtrle"],
  png: [...picture, "-frames:v", "1"],
};

const folder = mkdtempSync(join(tmpdir(), "media-"));
try {
  const clips = Object.entries(CLIPS).map(([suffix, options]) => {
    const file = join(folder, `clip.${suffix}`);
    const inputs = options.flatMap((option) => (option === "-c:v" ? ["-t", String(SECONDS), option] : [option]));
    // Without version strings, the same FFmpeg makes the same bytes.
    run("ffmpeg", [...inputs, "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", file]);
    const bytes = readFileSync(file);
    return [
      `  ${suffix}: {`,
      `    md5: "${createHash("md5").update(bytes).digest("base64")}",`,
      ...(suffix === "png" ? [] : [`    meta: ${JSON.stringify(metadata(file, bytes.length))},`]),
      `    base64: "${bytes.toString("base64")}",`,
      "  },",
    ].join("\n");
  });
  writeFileSync(
    `${root}src/sandbox/files/clips.ts`,
    [
      "// Made by `npm run sandbox:media` with FFmpeg. Do not edit.",
      "",
      "/** The media files of the sandbox by suffix, with MD5 (Base64) and, for videos, `video_meta` of the asset. */",
      `export const clips = {\n${clips.join("\n")}\n} as const;`,
      "",
    ].join("\n"),
  );
} finally {
  rmSync(folder, { recursive: true });
}

function run(program: string, options: readonly string[]): string {
  return execFileSync(program, ["-v", "error", ...options], { encoding: "utf8" });
}

/** Returns what the asset of a video says about it, as `video_meta`; bitrates are in kbit/s. */
function metadata(file: string, bytes: number): object {
  interface Stream {
    readonly codec_type: string;
    readonly codec_name: string;
    readonly width: number;
    readonly height: number;
    readonly r_frame_rate: string;
    readonly channels: number;
    readonly sample_rate: string;
    readonly bit_rate?: string;
  }
  const { streams } = JSON.parse(run("ffprobe", ["-show_streams", "-of", "json", file])) as { streams: Stream[] };
  const video = streams.find(({ codec_type }) => codec_type === "video");
  const audio = streams.find(({ codec_type }) => codec_type === "audio");
  if (video === undefined) throw new Error(`${file} has no video stream`);
  // WebM does not store the bitrate of a stream.
  const kilobits = (stream: Stream): number => Math.round(Number(stream.bit_rate ?? (bytes * 8) / SECONDS / streams.length) / 1000);
  const { codec_name: video_codec, width, height } = video;
  return {
    ...{ video_codec, width, height, frame_rate: video.r_frame_rate.replace("/1", ""), video_bit_rate: kilobits(video), duration: SECONDS },
    ...(audio && {
      audio_codec: audio.codec_name,
      audio_bit_rate: kilobits(audio),
      audio_channels: audio.channels,
      sample: Number(audio.sample_rate),
    }),
    mode: width < height ? "Vertical" : "Horizontal",
  };
}
