// Application code, type-checked with each TypeScript version.
import { createClient } from "metastudio-video";
import * as sandbox from "metastudio-video/sandbox";
import * as validators from "metastudio-video/validators";

const client = createClient({ region: "ap-southeast-3", projectId: "p", credentials: { token: "t" } });

export async function describeState(jobId: string): Promise<string> {
  const task = await client.tasks.get(jobId, { show_script: true });
  switch (task.state) {
    case "SUCCEED":
      return task.output_asset_config?.asset_id ?? "no asset";
    case "WAITING":
    case "PROCESSING":
      return "pending";
    default:
      return String(task.state);
  }
}

export async function typoInStateFails(jobId: string): Promise<boolean> {
  const task = await client.show2DDigitalHumanVideo({ job_id: jobId });
  // @ts-expect-error the state is misspelled
  return task.state === "SUCEED";
}

// @ts-expect-error the contract has no such region
createClient({ region: "ap-southeast-33", credentials: { token: "t" } });

export const widthOf = (value: unknown): number => (validators.isVideoConfig(value) ? value.width : 0);

export const namespaces: object[] = [sandbox, validators];
