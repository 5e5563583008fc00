import { parentPort } from "node:worker_threads";
import type { Mutant } from "./mutant.js";
import type { Answer } from "./pool.js";
import { readMutants } from "./run.js";
import { judge } from "./runner.js";

const { document } = readMutants();

// Reads all that judging needs, so that later changes of the files change no verdict.
const sound = await judge(document);
if (sound) throw new Error(`the contract itself is at fault, so no mutant can be judged: ${sound.reason}`);

parentPort?.on("message", async ({ index, mutant }: { readonly index: number; readonly mutant: Mutant }) => {
  const answer: Answer = { index, verdict: await judge(document, mutant) };
  parentPort?.postMessage(answer);
});
