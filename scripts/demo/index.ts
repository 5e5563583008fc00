/** `npm run demo`: runs `metastudio-video demo` without a build, and writes its files to `demo/`. */
import { fileURLToPath } from "node:url";
import { writeDemo } from "../../src/cli/demo.js";

process.stdout.write(`${await writeDemo(fileURLToPath(new URL("../../demo", import.meta.url)), "demo/")}\n`);
