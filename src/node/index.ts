export { chain } from "./default-credential-provider.js";
export { type Environment, fromEnvironment, placeFromEnvironment } from "./environment.js";
export { fromProfile, type ProfileOptions, projectFromProfile } from "./profile.js";
