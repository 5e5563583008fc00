import type { Bytes } from "../../../core/bytes.js";
import { join, u16, u32 } from "./bytes.js";

/** The frames of a video, as a codec gives them. */
export interface Track {
  /** Four letters. */
  readonly codec: string;
  /** Bits a pixel. */
  readonly depth: number;
  readonly width: number;
  readonly height: number;
  /** The box that tells a decoder what it needs before the first frame. */
  readonly config?: Bytes;
  /** One per frame; the first stands alone, the others need it. */
  readonly samples: readonly Bytes[];
}

/** How long a frame stands, and how long the whole does, in milliseconds. */
export interface Timing {
  readonly frame: number;
  readonly whole: number;
}

/** A video with one track: MP4 (ISO 14496-12 and -14), or QuickTime, its ancestor. What players need first comes first. */
export function movie(form: "mp4" | "mov", track: Track, timing: Timing): Bytes {
  const brands = form === "mp4" ? ["isom", u32(0x200), "isom", "iso2", "avc1", "mp41"] : ["qt  ", u32(0x200), "qt  "];
  const start = box("ftyp", ...brands);
  const about = (offset: number): Bytes => description(form, track, timing, offset);
  const offset = start.length + about(0).length + 8;
  return join(start, about(offset), box("mdat", ...track.samples));
}

const TICKS = 1_000;
const UNITY = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

function description(form: "mp4" | "mov", track: Track, timing: Timing, offset: number): Bytes {
  const { width, height } = track;
  const end = u32(timing.whole);
  const handler = [form === "mov" ? "mhlr" : u32(0), "vide", u32(0, 0, 0), [0]];
  return box(
    "moov",
    full("mvhd", 0, u32(0, 0, TICKS), end, u32(0x10000), u16(0x100, 0, 0, 0, 0, 0), UNITY, u32(0, 0, 0, 0, 0, 0, 2)),
    box(
      "trak",
      full("tkhd", 3, u32(0, 0, 1, 0), end, u32(0, 0, 0, 0), UNITY, u32(width * 0x10000, height * 0x10000)),
      box(
        "mdia",
        full("mdhd", 0, u32(0, 0, TICKS), end, u16(UNDETERMINED, 0)),
        full("hdlr", 0, ...handler),
        box(
          "minf",
          full("vmhd", 1, u16(0, 0, 0, 0)),
          box("dinf", full("dref", 0, u32(1), full("url ", 1))),
          samples(track, timing, offset),
        ),
      ),
    ),
  );
}

/** The language of what has none, "und". */
const UNDETERMINED = 0x55c4;

/** Where the frames lie, how large they are, and how long each of them stands. */
function samples({ codec, depth, width, height, config = new Uint8Array(), samples }: Track, timing: Timing, offset: number): Bytes {
  const { length: count } = samples;
  const last = timing.whole - (count - 1) * timing.frame;
  const times = count > 1 ? [u32(2, count - 1, timing.frame, 1, last)] : [u32(1, 1, last)];
  const look = [
    u16(0, 0, 0, 1),
    u32(0, 0, 0, 0),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    new Uint8Array(32),
    u16(depth, 0xffff),
  ];
  return box(
    "stbl",
    full("stsd", 0, u32(1), box(codec, ...look, config)),
    full("stts", 0, ...times),
    full("stss", 0, u32(1, 1)),
    full("stsc", 0, u32(1, 1, count, 1)),
    full("stsz", 0, u32(0, count), ...samples.map(({ length }) => u32(length))),
    full("stco", 0, u32(1, offset)),
  );
}

type Part = Bytes | readonly number[] | string;

function box(type: string, ...parts: readonly Part[]): Bytes {
  const body = join(...parts);
  return join(u32(body.length + 8), type, body);
}

/** A box with version 0 and flags. */
function full(type: string, flags: number, ...parts: readonly Part[]): Bytes {
  return box(type, u32(flags), ...parts);
}
