/** Readers of the formats, written without the code that writes them. */

export interface Box {
  readonly type: string;
  /** Where its body begins in the file. */
  readonly start: number;
  readonly body: Uint8Array;
}

export const u16 = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint16(at);
export const u32 = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** The boxes of MP4 and QuickTime side by side. */
export function boxes(bytes: Uint8Array, offset = 0): Box[] {
  const found: Box[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = u32(bytes, at);
    if (size < 8 || at + size > bytes.length) throw new Error(`a box of ${size} bytes at ${offset + at}`);
    found.push({ type: text(bytes.subarray(at + 4, at + 8)), start: offset + at + 8, body: bytes.subarray(at + 8, at + size) });
    at += size;
  }
  return found;
}

/** The box at a path; each name must be there once. */
export function boxAt(bytes: Uint8Array, ...path: readonly string[]): Box {
  const [name, ...rest] = path;
  const found = boxes(bytes).filter(({ type }) => type === name);
  const [box] = found;
  if (box === undefined || found.length > 1) throw new Error(`${found.length} boxes ${name}`);
  return rest.length === 0 ? box : boxAt(box.body, ...rest);
}

/** What the tables of a track say: each frame's bytes and how long it stands, in the unit of its time scale. */
export function framesOf(file: Uint8Array): { frame: Uint8Array; time: number }[] {
  const table = (name: string): Uint8Array => boxAt(file, "moov", "trak", "mdia", "minf", "stbl", name).body;
  const times: number[] = [];
  for (let entry = 0; entry < u32(table("stts"), 4); entry += 1) {
    times.push(...Array<number>(u32(table("stts"), 8 + 8 * entry)).fill(u32(table("stts"), 12 + 8 * entry)));
  }
  const count = u32(table("stsz"), 8);
  if (times.length !== count || u32(table("stsc"), 12) !== count) throw new Error(`${count} sizes, ${times.length} times`);
  let at = u32(table("stco"), 8);
  return times.map((time, index) => {
    const size = u32(table("stsz"), 12 + 4 * index);
    at += size;
    return { frame: file.subarray(at - size, at), time };
  });
}

/** Bits of a unit of H.264 in which nothing was escaped. */
export function bitsOf(bytes: Uint8Array) {
  if (Buffer.from(bytes).includes(Buffer.from([0, 0]))) throw new Error("two zeros in a row, which would have to be escaped");
  let at = 0;
  const u = (count: number): number => {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1) {
      const byte = bytes[at >> 3];
      if (byte === undefined) throw new Error("no more bits");
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
  /** Whether nothing is left but the one and the zeros at the end. */
  const ended = (): boolean => {
    if (u(1) !== 1) return false;
    while (at < 8 * bytes.length) if (u(1) !== 0) return false;
    return true;
  };
  return { u, ue, align, ended };
}

/** What a sequence of H.264 says of its size. */
export function sizeOf(unit: Uint8Array): { profile: number; columns: number; rows: number; width: number; height: number } {
  const bits = bitsOf(unit);
  if (bits.u(8) !== 0x67) throw new Error("no sequence parameters");
  const profile = bits.u(8);
  bits.u(16);
  const [, , order, references] = [bits.ue(), bits.ue(), bits.ue(), bits.ue()];
  if (order !== 2 || references !== 1 || bits.u(1) !== 0) throw new Error("another order of frames");
  const columns = bits.ue() + 1;
  const rows = bits.ue() + 1;
  bits.u(2);
  const cut = bits.u(1) === 1 ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()] : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = cut;
  return { profile, columns, rows, width: columns * 16 - 2 * (left + right), height: rows * 16 - 2 * (top + bottom) };
}

/** Brightness and colours of each square of a frame that is made of stored and of copied ones. */
export function squaresOf(unit: Uint8Array, columns: number, rows: number): string[][] {
  const bits = bitsOf(unit);
  const head = [bits.u(8), bits.ue(), bits.ue(), bits.ue(), bits.u(4), bits.ue(), bits.u(2), bits.ue(), bits.ue()];
  if (head.join() !== "101,0,7,0,0,0,0,0,1") throw new Error(`another head: ${head}`);
  const squares: string[][] = [];
  const stored = new Set<string>();
  for (let y = 0; y < rows; y += 1) {
    const row: string[] = [];
    squares.push(row);
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
      const source = type === 1 ? squares[y - 1]?.[x] : type === 2 ? row[x - 1] : undefined;
      if (source === undefined || bits.ue() !== 3 - type || bits.ue() !== 0) throw new Error(`square ${x},${y} of type ${type}`);
      // How "no coefficients" is written follows from the mean of what the neighbours have (Table 9-5).
      const neighbours = [x > 0 ? `${x - 1},${y}` : [], y > 0 ? `${x},${y - 1}` : []]
        .flat()
        .map((place): number => (stored.has(place) ? 16 : 0));
      const mean = Math.ceil(neighbours.reduce((sum, each) => sum + each, 0) / neighbours.length);
      if (mean >= 8 ? bits.u(6) !== 3 : bits.u(1) !== 1) throw new Error(`coefficients at ${x},${y}`);
      row.push(source);
    }
  }
  if (!bits.ended()) throw new Error("more than the squares");
  return squares;
}

/** The elements of Matroska side by side: id in hexadecimal, and body. */
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
    if (at + size > bytes.length) throw new Error(`element ${id} of ${size} bytes`);
    found.push([id, bytes.subarray(at, at + size)]);
    at += size;
  }
  return found;
}
