export { chain } from "./chain.js";
export { type Environment, fromEnvironment, placeFromEnvironment } from "./environment.js";
export { fromProfile, type ProfileOptions, projectFromProfile } from "./profile.js";
