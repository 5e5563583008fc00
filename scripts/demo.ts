/** `npm run demo`: what `metastudio-video demo` tells, from the sources of a fresh clone. */
import { demo } from "../src/cli/commands/demo.js";

process.stdout.write(`${await demo()}\n`);
