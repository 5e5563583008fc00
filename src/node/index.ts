export { createCredentialChain } from "./default-credential-provider.js";
export { clientOptionsFromEnvironment, type Environment, fromEnvironment } from "./environment.js";
export { fromProfile, type ProfileOptions, projectIdFromProfile, regionFromProfile } from "./profile.js";
