// Entry point for browsers; the test reads the report from the page.
import { program } from "./program.js";
import server from "./server.js";

globalThis.report = program(server);
