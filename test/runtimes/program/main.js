// For runtimes that start a file: Node, Deno, Bun. Ends by itself when nothing is left to do.
import { program } from "./program.js";
import server from "./server.js";

console.log(JSON.stringify(await program(server)));
