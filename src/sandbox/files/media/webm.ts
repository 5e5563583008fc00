import type { Bytes } from "../../../core/bytes.js";
import { join, u16, u32 } from "./bytes.js";
import type { Timing } from "./mp4.js";

/** The same key frame over and over as WebM (Matroska, RFC 9559), each in its own cluster. */
export function webm(frame: Bytes, width: number, height: number, { frame: pause, whole }: Timing): Bytes {
  const info = element(0x1549a966, element(0x2ad7b1, u32(1_000_000)), element(0x4489, float(whole)), ...APPS);
  const video = element(0xe0, element(0xb0, u16(width)), element(0xba, u16(height)));
  const track = element(0xae, element(0xd7, [1]), element(0x73c5, [1]), element(0x83, [1]), element(0x86, "V_VP8"), video);
  const clusters: Bytes[] = [];
  for (let time = 0; time < whole; time += pause) {
    clusters.push(element(0x1f43b675, element(0xe7, u32(time)), element(0xa3, [0x81, 0, 0, KEY_FRAME], frame)));
  }
  return join(HEAD, element(0x18538067, info, element(0x1654ae6b, track), ...clusters));
}

const KEY_FRAME = 0x80;

/** Who wrote it: both have to be said. */
const APPS = [element(0x4d80, "sandbox"), element(0x5741, "sandbox")];

const HEAD = element(
  0x1a45dfa3,
  element(0x4286, [1]),
  element(0x42f7, [1]),
  element(0x42f2, [4]),
  element(0x42f3, [8]),
  element(0x4282, "webm"),
  element(0x4287, [2]),
  element(0x4285, [2]),
);

/** An element: its id, its length in eight bytes, what is in it. */
function element(id: number, ...parts: readonly (Bytes | readonly number[] | string)[]): Bytes {
  const body = join(...parts);
  const name = u32(id);
  return join(name.slice(name.findIndex((byte) => byte > 0)), [1, 0, 0, 0], u32(body.length), body);
}

/** A number in eight bytes. */
function float(value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}
