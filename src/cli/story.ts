import { checkShow2DDigitalHumanVideoResponse } from "../../generated/checks.js";
import { Show2DDigitalHumanVideoResponse as facts } from "../../generated/constraints.js";
import { examples } from "../../generated/examples.js";
import { contract } from "../../generated/operations.js";
import { createClient } from "../client.js";
import { judge } from "../runtime/direction.js";
import type { Issue } from "../runtime/issue.js";
import { minutes } from "./minutes.js";

/** The life of one task against the sandbox, then what the contract finds in the example that the service's page gives. */
export async function story(): Promise<string> {
  const example = examples.show2DDigitalHumanVideo["200"];
  return [
    "metastudio-video, without an account and without network: the sandbox plays the service, on a clock of its own.",
    "",
    ...(await walk(example.job_id)),
    "",
    ...showFindings(checkShow2DDigitalHumanVideoResponse(example)),
  ].join("\n");
}

/** Waits for a task as a program would, and tells each new state with the time that the sandbox's clock shows. */
async function walk(jobId: string): Promise<string[]> {
  const { say, said } = notes();
  const { createSandbox } = await import("../sandbox/index.js");
  const { clock, clientOptions } = createSandbox();
  const client = createClient(clientOptions);
  const meanings: Readonly<Record<string, string>> = facts.properties.state.enum;
  say(`1. A task walks to its end: client.tasks.wait("${jobId}")`, "");
  let last = "";
  let polls = 0;
  const onUpdate = ({ state }: { readonly state: string }, update: { readonly polls: number }): void => {
    polls = update.polls;
    if (state !== last) say(`   ${minutes(clock.monotonic())}  ${state.padEnd(10)}  ${meanings[state] ?? ""}`);
    last = state;
  };
  const task = await clock.run(client.tasks.wait(jobId, { onUpdate }));
  const { asset_id, asset_name } = task.output_asset_config;
  say("", `   ${polls} polls. The video is ${task.duration} s long: asset ${asset_id}, "${asset_name}".`);
  return said;
}

/** Lays findings out for someone who sees them for the first time. */
function showFindings(issues: readonly Issue[]): string[] {
  const { say, said } = notes();
  const { errors } = judge(issues, "response");
  const weightOf = (issue: Issue): string => (errors.includes(issue) ? "error" : issue.severity === "warning" ? "warning" : "drift");
  const weights = issues.map(weightOf);
  say(
    `2. What the contract finds in the page's own example (${contract.page.title}, ${contract.page.updated})`,
    "",
    "   error    not the documented shape; validate.response: 'error' rejects such an answer",
    "   drift    not what is documented, but the answer is kept and reported",
    "   warning  looks wrong, or needs knowledge of your account",
  );
  for (const [index, issue] of issues.entries()) {
    say("", `   ${weights[index]?.padEnd(8)} ${issue.path}`, `            ${issue.message}`);
    if (issue.hint !== undefined) say(`            mend    ${issue.hint}`);
    say(`            source  ${[issue.source, issue.rule].filter((part) => part !== undefined).join(", rule ")}`);
  }
  const counts = ["error", "drift", "warning"].map((weight) => `${weight} ${weights.filter((one) => one === weight).length}`);
  say("", `   ${issues.length} findings: ${counts.join(", ")}.`);
  return said;
}

/** Lines in the order in which they were said. */
function notes() {
  const said: string[] = [];
  return { said, say: (...lines: readonly string[]): void => void said.push(...lines) };
}
