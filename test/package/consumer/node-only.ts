// A program for Node without the types of the DOM; the declarations are checked too.
import { createClient, isMetaStudioError } from "metastudio-video";
import { createContext, getTask, validation } from "metastudio-video/functions";
import { clientOptionsFromEnvironment, fromEnvironment } from "metastudio-video/node";

const options = { ...clientOptionsFromEnvironment(), credentials: fromEnvironment(), fetch: globalThis.fetch };
const client = createClient(options);
const { response } = await client.tasks.get("j", { signal: undefined }).withResponse();
const task = await getTask(createContext(options, { validation }), "j").catch((error: unknown) => {
  if (isMetaStudioError(error) && error.code === "rate-limit") return error.retryAfterMs;
  throw error;
});
const { body } = await client.assets.download("a");
for await (const part of body) console.log(part.byteLength, response.headers.get("x-request-id"), task);
