import type { Issue } from "../core/issue.js";
import type { ValidationMode } from "../core/operation-call.js";
import type { Redactor } from "../core/redact.js";
import type { CustomRule } from "../custom-rules.js";

/** Client options that apply to every request. */
export interface ClientDefaults {
  readonly baseUrl: string;
  readonly projectId: string | undefined;
  readonly appUserId: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly redactor: Redactor;
}

/** A response that differs from the contract. The response is still returned to the caller. */
export interface Drift {
  readonly operationId: string;
  readonly requestId: string | undefined;
  readonly issues: readonly Issue[];
  /** The response body as received. The property is not enumerable, so that the body is not logged by accident. */
  readonly data: unknown;
}

/** Client options that apply to every generated method. */
export interface CallDefaults extends ClientDefaults {
  readonly validate: { readonly request: ValidationMode; readonly response: ValidationMode };
  /** IDs of the accepted rules. */
  readonly accept: readonly string[];
  /** Rules of the user for create requests. */
  readonly rules: readonly CustomRule[];
  readonly onDrift: ((drift: Drift) => void) | undefined;
}
