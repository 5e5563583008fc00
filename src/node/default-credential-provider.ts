import type { CredentialProvider } from "../auth/credentials.js";
import { CredentialsError } from "../errors.js";

/**
 * The first provider that has credentials. Moves on only when a provider has none (`CredentialsError`); when nobody has any,
 * the error tells everything that was tried. Any other failure (IAM is down) ends it: the next one may be somebody else's key.
 */
export function chain(...providers: readonly CredentialProvider[]): CredentialProvider {
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
    throw new CredentialsError(`No credentials were found. Tried:${reasons === "" ? " nothing" : reasons}`, { tried });
  };
}
