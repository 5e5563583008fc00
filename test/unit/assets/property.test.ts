import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createBytes, createChunkStream, createFileResponse, createStubbedStorage, readAll } from "../helpers/storage.js";

/** Behavior of the storage server for one request. */
const behavior = fc.oneof(
  fc.record({
    kind: fc.constantFrom("whole-file" as const, "range" as const, "early-range" as const),
    bytes: fc.nat(600),
    ending: fc.constantFrom("close" as const, "error" as const),
    chunkSizes: fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(403, 404, 503, 429, 500) }),
  fc.constant({ kind: "connection-refused" as const }),
);

/** Splits bytes into chunks of these sizes, cyclically, with an empty chunk before every third one. */
function split(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; at += sizes[(i - 1) % sizes.length] ?? 1) {
    const size = sizes[i % sizes.length] ?? 1;
    if (i % 3 === 0) chunks.push(new Uint8Array());
    chunks.push(bytes.slice(at, at + size));
    i += 1;
  }
  return chunks;
}

test("property: returns every byte once and in order, whatever fails", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1200 }), fc.array(behavior, { maxLength: 12 }), async (size, behaviors) => {
      const content = createBytes(size);
      const { client } = createStubbedStorage(
        content,
        (from, n) => {
          const current = behaviors[n - 1] ?? { kind: "range", bytes: size, ending: "close", chunkSizes: [64] };
          if (current.kind === "connection-refused") throw Object.assign(new TypeError("fetch failed"), { code: "ECONNREFUSED" });
          if (current.kind === "status") return new Response(null, { status: current.status });
          if (from >= size) return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
          // without range support, with it, and with a range that starts too early
          const start = current.kind === "whole-file" ? 0 : current.kind === "range" ? from : Math.floor(from / 2);
          return createFileResponse(
            content,
            start,
            createChunkStream(split(content.slice(start, start + current.bytes), current.chunkSizes), current.ending),
          );
        },
        { retry: { max: 40 } },
      );
      const { body } = await client.assets.download("a1");
      expect(Buffer.compare(await readAll(body), content)).toBe(0);
    }),
    { numRuns: 300 },
  );
});
