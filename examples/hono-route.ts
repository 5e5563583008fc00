// A route of hono that takes the settings of a video. The contract's schema and error rules are asked before the handler
// runs; the same schema goes into tRPC, TanStack and form libraries as it is (standardschema.dev).
import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import { videoConfigSchema } from "metastudio-video/validators";

const app = new Hono().post("/videos", sValidator("json", videoConfigSchema), (context) => {
  const { width, height } = context.req.valid("json");
  return context.json({ accepted: `${width} x ${height}` });
});

const answers: number[] = [];
for (const size of [
  { width: 1920, height: 1080 },
  { width: 1920, height: 1200 },
]) {
  const body = JSON.stringify({ bitrate: 4000, ...size });
  const answer = await app.request("/videos", { method: "POST", headers: { "content-type": "application/json" }, body });
  answers.push(answer.status);
  console.log(answer.status, await answer.text());
}

if (answers.join() !== "200,400") throw new Error("the route does not ask the contract");
