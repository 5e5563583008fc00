// A Hono route that validates video settings with the contract's schema and error rules before the handler runs. The same
// schema works with tRPC, TanStack and form libraries (standardschema.dev).
import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import { videoConfigSchema } from "metastudio-video/validators";

const app = new Hono().post("/videos", sValidator("json", videoConfigSchema), (context) => {
  const { width, height } = context.req.valid("json");
  return context.json({ accepted: `${width} x ${height}` });
});

const statuses: number[] = [];
for (const size of [
  { width: 1920, height: 1080 },
  { width: 1920, height: 1200 },
]) {
  const body = JSON.stringify({ bitrate: 4000, ...size });
  const response = await app.request("/videos", { method: "POST", headers: { "content-type": "application/json" }, body });
  statuses.push(response.status);
  console.log(response.status, await response.text());
}

if (statuses.join() !== "200,400") throw new Error(`expected the statuses 200,400; received ${statuses.join()}`);
