/** `npm run release:metadata`: completes package.json and the READMEs for publication from the repository that the workflow runs in. */
import { root } from "../task-runner.js";
import { prepareForPublication, sourceFromEnvironment } from "./metadata.js";

try {
  const source = sourceFromEnvironment(process.env);
  console.log(`${prepareForPublication(root, source).join(", ")}: links and metadata of ${source.url} at ${source.tag}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
