// For a page: it finds the outcome under this name.
import { program } from "./program.js";
import server from "./server.js";

globalThis.outcome = program(server);
