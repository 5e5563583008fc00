import { runLive } from "./run.js";

/**
 * npm run test:live
 *
 * Reads tasks and assets of the real service with your own credentials, from the environment or the profile file. It creates, cancels
 * and changes nothing. Prints how the responses differ from the contract, and which open questions of docs/discrepancies.md they
 * settle. Exit codes: 0 done, or no credentials; 1 a request failed.
 */
process.exitCode = await runLive(process.env, (line) => process.stdout.write(`${line}\n`));
