import type { Issue } from "./issue.js";
import type { Operation } from "./operation.js";

/** Finds the issues of a value; an empty list means that there are none. */
export type Check = (value: unknown) => readonly Issue[];

/** The check of parameters: the verdict is at hand; what is wrong is told by a file that is loaded after a no. */
export interface ParameterCheck {
  readonly holds: (value: unknown) => boolean;
  readonly issues: () => Promise<Check>;
}

/** A check in files of their own, loaded when they are first needed: rules are many, and most answers are not asked about. */
export interface LazyCheck {
  /** Whether a value follows the schema. */
  readonly holds: () => Promise<(value: unknown) => boolean>;
  /** Every place where it does not; needed only after a no. */
  readonly issues: () => Promise<Check>;
  /** Adds what the rules find to what the schema found; absent where there are none. */
  readonly rules?: () => Promise<(value: unknown, issues: readonly Issue[]) => readonly Issue[]>;
}

/** How strictly one direction is checked: `error` rejects, `warn` reports, `off` does not look. */
export type CheckMode = "error" | "warn" | "off";

/** What every method of the client takes beside its parameters. */
export interface CallOptions {
  /** Ends the call; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds for one attempt, body included. */
  readonly timeoutMs?: number;
  readonly validate?: { readonly request?: CheckMode; readonly response?: CheckMode };
  /** Third-party user id, sent as `X-App-UserId` (Table 3): the only thing that separates tenants. */
  readonly appUserId?: string;
}

/** An answer with what came around it. */
export interface ApiResponse<T> {
  readonly data: T;
  readonly response: Response;
  /** `X-Request-Id` of the answer (Table 4), which the service's support asks for. */
  readonly requestId: string | undefined;
  /** How many requests were sent for it. */
  readonly attempts: number;
}

/** A promise of the body; `withResponse()` gives the answer around it as well. */
export interface ApiPromise<T> extends Promise<T> {
  withResponse(): Promise<ApiResponse<T>>;
}

/** One operation with the generated checks that belong to it. */
export interface Call {
  readonly operation: Operation;
  /** Checks the parameters: path, query and header in one object, under their own names. */
  readonly parameters: ParameterCheck;
  /** Checks the request body. */
  readonly body?: LazyCheck;
  /** Checks the body of a successful answer. */
  readonly response?: LazyCheck;
}

/** Sends one call; what generated methods are made of. */
export type Invoke = <T>(call: Call, parameters: Readonly<Record<string, unknown>>, options?: CallOptions) => ApiPromise<T>;
