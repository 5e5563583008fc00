/** Parsers for the containers of media files. */

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
