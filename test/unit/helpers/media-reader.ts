/** Parsers for the media formats, independent of the encoders under test. */

export interface Box {
  readonly type: string;
  /** Offset of the body in the file. */
  readonly start: number;
  readonly body: Uint8Array;
}

export const u16 = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint16(at);
export const u32 = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Parses the sibling boxes of an MP4 or QuickTime file. */
export function boxes(bytes: Uint8Array, offset = 0): Box[] {
  const found: Box[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = u32(bytes, at);
    if (size < 8 || at + size > bytes.length) throw new Error(`invalid box size ${size} at offset ${offset + at}`);
    found.push({ type: text(bytes.subarray(at + 4, at + 8)), start: offset + at + 8, body: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return found;
}

/** Returns the box at a path; each name must be unique among its siblings. */
export function boxAt(bytes: Uint8Array, ...path: readonly string[]): Box {
  const [name, ...rest] = path;
  const found = boxes(bytes).filter(({ type }) => type === name);
  const [box] = found;
  if (box === undefined || found.length > 1) throw new Error(`expected one box ${name}, found ${found.length}`);
  return rest.length === 0 ? box : boxAt(box.body, ...rest);
}

/** Reads the sample tables of a track: the bytes of each frame and its duration in units of the time scale. */
export function framesOf(file: Uint8Array): { frame: Uint8Array; time: number }[] {
  const table = (name: string): Uint8Array => boxAt(file, "moov", "trak", "mdia", "minf", "stbl", name).body;
  const times: number[] = [];
  for (let entry = 0; entry < u32(table("stts"), 4); entry += 1) {
    times.push(...Array<number>(u32(table("stts"), 8 + 8 * entry)).fill(u32(table("stts"), 12 + 8 * entry)));
  }
  const count = u32(table("stsz"), 8);
  if (times.length !== count || u32(table("stsc"), 12) !== count)
    throw new Error(`the tables have ${count} sizes and ${times.length} durations`);
  let at = u32(table("stco"), 8);
  return times.map((time, index) => {
    const size = u32(table("stsz"), 12 + 4 * index);
    at += size;
    return { frame: file.subarray(at - size, at), time };
  });
}

/** Creates a bit reader for an H.264 unit without emulation prevention bytes. */
export function bitsOf(bytes: Uint8Array) {
  if (Buffer.from(bytes).includes(Buffer.from([0, 0]))) throw new Error("two consecutive zero bytes require emulation prevention");
  let at = 0;
  const u = (count: number): number => {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1) {
      const byte = bytes[at >> 3];
      if (byte === undefined) throw new Error("unexpected end of the unit");
      value = value * 2 + ((byte >> (7 - (at & 7))) & 1);
      at += 1;
    }
    return value;
  };
  const ue = (): number => {
    let zeros = 0;
    while (u(1) === 0) zeros += 1;
    return 2 ** zeros - 1 + (zeros === 0 ? 0 : u(zeros));
  };
  const align = (): void => {
    at = 8 * Math.ceil(at / 8);
  };
  /** Whether only the trailing bits (a one followed by zeros) remain. */
  const isAtEnd = (): boolean => {
    if (u(1) !== 1) return false;
    while (at < 8 * bytes.length) if (u(1) !== 0) return false;
    return true;
  };
  return { u, ue, align, isAtEnd };
}

/** Reads profile and dimensions from H.264 sequence parameters. */
export function sizeOf(unit: Uint8Array): { profile: number; columns: number; rows: number; width: number; height: number } {
  const bits = bitsOf(unit);
  if (bits.u(8) !== 0x67) throw new Error("not a sequence parameter set");
  const profile = bits.u(8);
  bits.u(16);
  const [, , order, references] = [bits.ue(), bits.ue(), bits.ue(), bits.ue()];
  if (order !== 2 || references !== 1 || bits.u(1) !== 0) throw new Error("unexpected frame order");
  const columns = bits.ue() + 1;
  const rows = bits.ue() + 1;
  bits.u(2);
  const crop = bits.u(1) === 1 ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()] : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  return { profile, columns, rows, width: columns * 16 - 2 * (left + right), height: rows * 16 - 2 * (top + bottom) };
}

/** Decodes luma and chroma of each macroblock of a frame that consists of PCM and predicted macroblocks. */
export function macroblocksOf(unit: Uint8Array, columns: number, rows: number): string[][] {
  const bits = bitsOf(unit);
  const head = [bits.u(8), bits.ue(), bits.ue(), bits.ue(), bits.u(4), bits.ue(), bits.u(2), bits.ue(), bits.ue()];
  if (head.join() !== "101,0,7,0,0,0,0,0,1") throw new Error(`unexpected slice header ${head}`);
  const macroblocks: string[][] = [];
  const stored = new Set<string>();
  for (let y = 0; y < rows; y += 1) {
    const row: string[] = [];
    macroblocks.push(row);
    for (let x = 0; x < columns; x += 1) {
      const type = bits.ue();
      if (type === 25) {
        bits.align();
        const samples = Array.from({ length: 384 }, () => bits.u(8));
        const parts = [samples.slice(0, 256), samples.slice(256, 320), samples.slice(320)].map((part) => [...new Set(part)].join(" and "));
        row.push(parts.join());
        stored.add(`${x},${y}`);
        continue;
      }
      const source = type === 1 ? macroblocks[y - 1]?.[x] : type === 2 ? row[x - 1] : undefined;
      if (source === undefined || bits.ue() !== 3 - type || bits.ue() !== 0)
        throw new Error(`unexpected macroblock type ${type} at ${x},${y}`);
      // The code for "no coefficients" depends on the mean number of coefficients of the neighbors (Table 9-5).
      const neighbors = [x > 0 ? `${x - 1},${y}` : [], y > 0 ? `${x},${y - 1}` : []]
        .flat()
        .map((position): number => (stored.has(position) ? 16 : 0));
      const mean = Math.ceil(neighbors.reduce((sum, each) => sum + each, 0) / neighbors.length);
      if (mean >= 8 ? bits.u(6) !== 3 : bits.u(1) !== 1) throw new Error(`unexpected coefficients at ${x},${y}`);
      row.push(source);
    }
  }
  if (!bits.isAtEnd()) throw new Error("unexpected data after the macroblocks");
  return macroblocks;
}

/** Parses the sibling elements of a Matroska file: ID in hexadecimal, and body. */
export function elements(bytes: Uint8Array): [id: string, body: Uint8Array][] {
  const found: [string, Uint8Array][] = [];
  for (let at = 0; at < bytes.length; ) {
    const idLength = Math.clz32(bytes[at] ?? 0) - 23;
    const id = Buffer.from(bytes.subarray(at, at + idLength)).toString("hex");
    at += idLength;
    const sizeLength = Math.clz32(bytes[at] ?? 0) - 23;
    const rest = bytes.subarray(at + 1, at + sizeLength);
    const size = rest.reduce((sum, byte) => sum * 256 + byte, (bytes[at] ?? 0) & (0xff >> sizeLength));
    at += sizeLength;
    if (at + size > bytes.length) throw new Error(`invalid size ${size} of element ${id}`);
    found.push([id, bytes.subarray(at, at + size)]);
    at += size;
  }
  return found;
}
