// Entry point for Node, Deno and Bun. The process must exit by itself.
import { program } from "./program.js";
import server from "./server.js";

console.log(JSON.stringify(await program(server)));
