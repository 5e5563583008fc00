import type { CredentialProvider } from "../auth/credentials.js";
import { CredentialsError } from "../errors.js";

export { clientOptionsFromEnvironment, type Environment, fromEnvironment } from "./environment.js";
export { fromProfile, type ProfileOptions, projectIdFromProfile, regionFromProfile } from "./profile.js";

/**
 * Creates a provider that returns the credentials of the first provider that has any. It continues with the next provider
 * only after a `CredentialsError`. Any other error is rethrown, because the next provider could belong to another account.
 * If no provider has credentials, it rejects with a `CredentialsError` that lists every source.
 */
export function createCredentialChain(...providers: readonly CredentialProvider[]): CredentialProvider {
  return async (context) => {
    const failures: CredentialsError[] = [];
    for (const provider of providers) {
      try {
        return await provider(context);
      } catch (error) {
        if (!(error instanceof CredentialsError)) throw error;
        failures.push(error);
      }
    }
    const tried = failures.flatMap((failure) => failure.tried ?? []);
    const reasons = failures.map((failure) => `\n  - ${failure.message}`).join("");
    throw new CredentialsError(`No credentials found. Tried:${reasons === "" ? " nothing" : reasons}`, { tried });
  };
}
