// Handles the callbacks of the service with a Fetch handler, here against the sandbox. With Hono it takes two lines:
//
//   const app = new Hono();
//   app.post("/ended", (context) => handler(context.req.raw));
import { createClient } from "metastudio-video";
import { createCallbackHandler } from "metastudio-video/callbacks";
import { createSandbox } from "metastudio-video/sandbox";

const ended: string[] = [];
const sandbox = createSandbox({ onCallback: (request) => handler(request) });
const client = createClient(sandbox.clientOptions);
const handler = createCallbackHandler({
  client,
  onEnded: ({ job_id, state }) => {
    ended.push(`${job_id} ${state}`);
  },
});

const { job_id } = await client.tasks.create({
  script_id: "saved-script",
  callback_config: { callback_url: "https://example.com/ended" },
});
await sandbox.clock.advance("5m");
console.log(ended.join("\n"));

if (ended.join() !== `${job_id} SUCCEED`) throw new Error(`expected one callback of ${job_id}; received ${ended.join()}`);
