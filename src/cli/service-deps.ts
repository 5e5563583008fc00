/** All that commands need to ask the service; loaded when one of them runs, so that no other pays for it. */
export { operations } from "../../generated/operations.js";
export { createClient } from "../client.js";
export { validateListDigitalHumanVideoParameters } from "../validators.js";
export { connect, placeOf, readSettings, type Settings, whereCredentials } from "./settings.js";
export { meaningOf, taskText } from "./task-text.js";
