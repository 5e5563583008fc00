import { parentPort } from "node:worker_threads";
import { judge } from "./judge.js";
import type { Mutant } from "./mutant.js";
import type { Answer } from "./pool.js";
import { readMutants } from "./run.js";

const { document } = readMutants();

parentPort?.on("message", async ({ index, mutant }: { readonly index: number; readonly mutant: Mutant }) => {
  const answer: Answer = { index, verdict: await judge(document, mutant) };
  parentPort?.postMessage(answer);
});
