// Entry point for `workerd test`, which dispatches a test event.
import { program } from "./program.js";
import server from "./server.js";

export default {
  async test() {
    console.log(JSON.stringify(await program(server)));
  },
};
