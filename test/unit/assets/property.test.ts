import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bytes, collect } from "../../helpers/storage.js";
import { answer, pieces, stub } from "../../helpers/storage-fetch.js";

/** How one request of many goes. */
const manner = fc.oneof(
  fc.record({
    kind: fc.constantFrom("whole" as const, "rest" as const, "early" as const),
    bytes: fc.nat(600),
    end: fc.constantFrom("end" as const, "fail" as const),
    cuts: fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(403, 404, 503, 429, 500) }),
  fc.constant({ kind: "refused" as const }),
);

/** The bytes in pieces of these sizes, over and over, an empty one now and then. */
function cut(part: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0, i = 0; at < part.length; at += sizes[(i - 1) % sizes.length] ?? 1) {
    const size = sizes[i % sizes.length] ?? 1;
    if (i % 3 === 0) found.push(new Uint8Array());
    found.push(part.slice(at, at + size));
    i += 1;
  }
  return found;
}

test("whatever breaks wherever, every byte is handed out once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1200 }), fc.array(manner, { maxLength: 12 }), async (size, manners) => {
      const content = bytes(size);
      const { client } = stub(
        content,
        (from, n) => {
          const how = manners[n - 1] ?? { kind: "rest", bytes: size, end: "end", cuts: [64] };
          if (how.kind === "refused") throw Object.assign(new TypeError("fetch failed"), { code: "ECONNREFUSED" });
          if (how.kind === "status") return new Response(null, { status: how.status });
          if (from >= size) return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
          // a store without ranges, one with them, and one that gives more than it was asked for
          const start = how.kind === "whole" ? 0 : how.kind === "rest" ? from : Math.floor(from / 2);
          return answer(content, start, pieces(cut(content.slice(start, start + how.bytes), how.cuts), how.end));
        },
        { retry: { max: 40 } },
      );
      const { body } = await client.assets.download("a1");
      expect(Buffer.compare(await collect(body), content)).toBe(0);
    }),
    { numRuns: 300 },
  );
});
