import type { Issue } from "./issue.js";
import type { RequestSpec } from "./operation.js";

/** Returns the issues of a value; the list is empty for a valid value. */
export type Validator = (value: unknown) => readonly Issue[];

/** Validates parameters. `isValid` is synchronous; the module that builds issues is imported only for invalid values. */
export interface ParameterValidator {
  readonly isValid: (value: unknown) => boolean;
  readonly issues: () => Promise<Validator>;
}

/** Validates a body. Each function imports its module on first use, which keeps the validators out of the initial load. */
export interface LazyValidator {
  /** Loads the predicate of the schema. */
  readonly isValid: () => Promise<(value: unknown) => boolean>;
  /** Loads the function that collects all schema issues; needed only for invalid values. */
  readonly issues: () => Promise<Validator>;
  /** Loads the function that appends the issues of the rules to the schema issues; absent if the schema has no rules. */
  readonly rules?: () => Promise<(value: unknown, issues: readonly Issue[]) => readonly Issue[]>;
  /** An object without any of these properties breaks no rule; absent if every value must be checked. */
  readonly ruleProperties?: readonly string[];
}

/** How validation issues are handled: `error` throws, `warn` reports them, `off` skips validation. */
export type ValidationMode = "error" | "warn" | "off";

/** Options of every client method. */
export interface CallOptions {
  /** Aborts the call; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Timeout of one attempt in milliseconds, including the response body. */
  readonly timeoutMs?: number | undefined;
  /** Validation of the request and the response; defaults to the client's setting. */
  readonly validate?: { readonly request?: ValidationMode | undefined; readonly response?: ValidationMode | undefined } | undefined;
  /** IDs of rules whose issues have no effect, in addition to those of the client. */
  readonly accept?: readonly string[] | undefined;
  /** ID of your end user, sent as `X-App-UserId` (Table 3). It is the only way to separate the tasks of different users. */
  readonly appUserId?: string | undefined;
  /**
   * Called before each attempt, after the wait for the rate limit. If it rejects, nothing is sent and the call rejects.
   * @internal
   */
  readonly beforeSend?: (() => Promise<void>) | undefined;
}

/** A response body with its metadata. */
export interface ApiResponse<T> {
  readonly data: T;
  readonly response: Response;
  /** Request ID (`X-Request-Id`, Table 4). Include it when you contact the service's support. */
  readonly requestId: string | undefined;
  /** Number of requests sent, including retries. */
  readonly attempts: number;
}

/** A promise of the response body. `withResponse()` returns the body together with the response metadata. */
export interface ApiPromise<T> extends Promise<T> {
  withResponse(): Promise<ApiResponse<T>>;
}

/** The generated validators of an operation. */
export interface OperationValidators {
  /** Validates the path, query and header parameters, which form one object. */
  readonly parameters: ParameterValidator;
  /** Validates the request body. */
  readonly body?: LazyValidator;
  /** Validates the bodies of successful responses, by status. */
  readonly responses?: Readonly<Record<string, LazyValidator>>;
}

/** Calls an operation; the generated methods are built on it. */
export type OperationCaller = <T>(
  operation: RequestSpec,
  parameters: Readonly<Record<string, unknown>>,
  options?: CallOptions,
) => ApiPromise<T>;

/** Creates a promise of the response body that can also return the whole response. */
export function createApiPromise<T>(response: Promise<ApiResponse<T>>): ApiPromise<T> {
  const body = response.then(({ data }) => data);
  return Object.assign(body, {
    withResponse(): Promise<ApiResponse<T>> {
      // the caller handles the rejection of `response`, so the one of `body` must not be reported as unhandled
      body.catch(() => {});
      return response;
    },
  });
}
