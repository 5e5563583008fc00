/** Where a parameter travels. */
export type ParameterLocation = "path" | "query" | "header";

/** One parameter of an operation, in the words of OpenAPI. */
export interface Parameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  /** JSON Schema type of a single value; `array` is sent as repeated keys. */
  readonly type: "string" | "integer" | "number" | "boolean" | "array";
  readonly default?: unknown;
  /** Option of `createClient` that gives the value when a call does not (`x-client-option`). */
  readonly clientOption?: "projectId" | "appUserId";
  /** Properties of the answer that come only when this switch is on (`x-includes`). */
  readonly includes?: readonly string[];
}

/** One documented answer of an operation. */
export interface ResponseSpec {
  /** Name of the component that its JSON body follows; absent where the answer has no body. */
  readonly schema?: string;
}

/** Which states of a task mean what, from the contract's `x-waiter`. */
export interface Waiter {
  /** Property of the body that holds the state. */
  readonly property: string;
  readonly pending: readonly string[];
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  readonly canceled: readonly string[];
  readonly blocked: readonly string[];
  /** Property without which a succeeded task is not believed. */
  readonly result: string;
}

/** How often an operation may be asked for. */
export interface RateLimitSpec {
  /** Requests a second. */
  readonly perSecond: number;
  /** Regions where it is another number. */
  readonly regions?: Readonly<Record<string, number>>;
}

/** What the client, the sandbox and the CLI need to know of one operation; generated from the contract. */
export interface Operation {
  readonly operationId: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path template, parameters in braces. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Name of the component that the request body follows; absent where there is none. */
  readonly body?: string;
  /** Whether sending the same request twice does no harm (`x-repeatable`). */
  readonly repeatable: boolean;
  /** Requests a second that a tenant may make, as far as anybody knows (`x-rate-limit`). */
  readonly rateLimit?: RateLimitSpec;
  /** Names of the security schemes, each alternative a list. */
  readonly security: readonly (readonly string[])[];
  readonly waiter?: Waiter;
  /** By status (`"200"`, `"404"`, `"default"`). */
  readonly responses: Readonly<Record<string, ResponseSpec>>;
}
