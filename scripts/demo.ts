/** `npm run demo`: what `metastudio-video demo` tells, from the sources of a fresh clone; its files go to `demo/`. */
import { demo } from "../src/cli/commands/demo.js";
import { root } from "./steps.js";

process.stdout.write(`${await demo(`${root}demo`, "demo/")}\n`);
