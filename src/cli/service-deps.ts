/** Dependencies of commands that call the service; lazily imported, because other commands do not need them. */
export { createClient } from "../client.js";
export { validateListDigitalHumanVideoParameters } from "../validators.js";
export { connect, findCredentials, readSettings, resolveEndpoint, type Settings } from "./settings.js";
export { describeState, formatTask } from "./task-text.js";
