import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { createClient } from "../client.js";
import { createSandbox } from "../sandbox/index.js";
import type { ScenarioName } from "../sandbox/tasks/scenarios.js";

export interface RunOptions {
  readonly scenario: ScenarioName;
  /** Called for each step, with the virtual seconds since the start. */
  readonly onStep: (seconds: number, text: string) => void;
}

export interface VideoFile {
  readonly name: string;
  readonly blob: Blob;
}

/** Pauses between the steps, so that they can be followed. */
const PAUSE_MS = 350;

/** Creates the video of a request in a sandbox, waits for it and downloads it. Rejects with the errors of the client. */
export async function runInSandbox(request: Create2DDigitalHumanVideoReq, { scenario, onStep }: RunOptions): Promise<VideoFile> {
  const sandbox = createSandbox({ scenario });
  const { clock } = sandbox;
  const client = createClient(sandbox.clientOptions);
  const start = clock.now();
  let last = "";
  const step = async (text: string): Promise<void> => {
    if (text === last) return;
    last = text;
    onStep((clock.now() - start) / 1000, text);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  };
  const work = async (): Promise<VideoFile> => {
    const video = await client.videos.createAndWait(request, {
      onUpdate: (update) => {
        if (update.step === "created") return step(`created task ${update.jobId}`);
        return step(update.step === "waiting" ? update.task.state : update.ready ? "file is ready" : "waiting for the file");
      },
    });
    const { body, fileName, checks } = await video.download();
    const blob = await new Response(body).blob();
    await step(`downloaded ${fileName}, ${blob.size.toLocaleString("en")} bytes${checks.md5 ? ", MD5 verified" : ""}`);
    return { name: fileName, blob: new Blob([blob], { type: TYPES[fileName.split(".").pop() ?? ""] ?? "application/octet-stream" }) };
  };
  return clock.run(work());
}

const TYPES: Readonly<Record<string, string>> = { mp4: "video/mp4", webm: "video/webm", mov: "video/quicktime" };
