/** `npm run demo`: what `metastudio-video demo` tells, from the sources of a fresh clone; its files go to `demo/`. */
import { fileURLToPath } from "node:url";
import { demo } from "../../src/cli/commands/demo.js";

process.stdout.write(`${await demo(fileURLToPath(new URL("../../demo", import.meta.url)), "demo/")}\n`);
