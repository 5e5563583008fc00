// For workerd, which runs events: this one when it is told to test.
import { program } from "./program.js";
import server from "./server.js";

export default {
  async test() {
    console.log(JSON.stringify(await program(server)));
  },
};
