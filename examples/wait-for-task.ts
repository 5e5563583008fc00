// Waits for a task and handles every outcome. Uses the sandbox; for the real service, replace sandbox.clientOptions by
// { region: "ap-southeast-3", projectId, credentials: { token } } and await the promise without sandbox.clock.run().
import { createClient, TaskFailedError, WaitTimeoutError } from "metastudio-video";
import { createSandbox } from "metastudio-video/sandbox";

const jobId = "26f06524-4f75-4b3a-a853-b649a21aaf66";

const sandbox = createSandbox();
const client = createClient(sandbox.clientOptions);

const wait = client.tasks.wait(jobId, { onUpdate: (task, { polls }) => console.log(`poll ${polls}: ${task.state}`) });

try {
  const task = await sandbox.clock.run(wait);
  console.log(`finished: asset ${task.output_asset_config.asset_id}`);
} catch (error) {
  if (error instanceof TaskFailedError) console.error(`failed: ${error.message}`);
  else if (error instanceof WaitTimeoutError) console.error(`still running; wait again for ${jobId}`);
  else throw error;
}
