/** The location of a parameter (OpenAPI `in`). */
export type ParameterLocation = "path" | "query" | "header";

/** A parameter of an operation, as in OpenAPI. */
export interface Parameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  /** JSON Schema type; an `array` in the query is sent as repeated keys, elsewhere separated by commas. */
  readonly type: "string" | "integer" | "number" | "boolean" | "array";
  /** False if an array in the query is sent as one value, separated by commas. */
  readonly explode?: false;
  readonly default?: unknown;
  /** Option of `createClient` that supplies the value if a call omits it (`x-client-option`). */
  readonly clientOption?: "projectId" | "appUserId";
  /** Response properties that are returned only if this parameter is true (`x-includes`). */
  readonly includes?: readonly string[];
}

/** A documented response of an operation. */
export interface ResponseSpec {
  /** Name of the component that describes the JSON body; absent if the response has no body. */
  readonly schema?: string;
}

/** The meaning of the task states, from `x-waiter` of the contract. */
export interface Waiter {
  /** Property of the response body that contains the state. */
  readonly property: string;
  readonly pending: readonly string[];
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  readonly canceled: readonly string[];
  readonly blocked: readonly string[];
  /** Property that a succeeded task must have. */
  readonly result: string;
}

/** The rate limit of an operation. */
export interface RateLimitSpec {
  /** Requests per second. */
  readonly perSecond: number;
  /** Requests per second in regions with a different limit. */
  readonly regions?: Readonly<Record<string, number>>;
}

/**
 * What an operation does (`x-role`). `create` to `asset` work with the tasks of the contract. A `resource` is created, listed, shown
 * or replaced, as its method and path say. `upload` creates a file and returns its upload URL, `complete` ends the upload.
 */
export const OPERATION_ROLES = ["create", "show", "list", "cancel", "asset", "resource", "upload", "complete", "none"] as const;

export type OperationRole = (typeof OPERATION_ROLES)[number];

/** What the client needs of an operation to send a request. */
export interface RequestSpec
  extends Pick<
    Operation,
    "operationId" | "method" | "path" | "repeatable" | "rateLimit" | "waiter" | "bodyName" | "bodyOptional" | "mediaType"
  > {
  readonly parameters: readonly RequestParameter[];
  /** Whether every successful response has a body. */
  readonly hasResponseBody: boolean;
}

/** A parameter without its schema. */
export type RequestParameter = Pick<Parameter, "name" | "in" | "clientOption" | "explode"> & { readonly required?: true };

/** An operation, as used by the sandbox and the CLI; generated from the contract. */
export interface Operation {
  readonly operationId: string;
  /** Absent if the contract does not say it, which means `none`. */
  readonly role?: OperationRole;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path template with parameters in braces. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Name of the component that describes the request body; absent if the operation has no request body. */
  readonly body?: string;
  /** Whether a call may omit the request body. */
  readonly bodyOptional?: boolean;
  /** Name of the request body among the parameters if a parameter is named `body`. */
  readonly bodyName?: "requestBody";
  /** Media type of the request body, if it is not `application/json`. */
  readonly mediaType?: string;
  /** Whether the request can be sent twice without side effects (`x-repeatable`). */
  readonly repeatable: boolean;
  /** Rate limit per tenant, if one is known (`x-rate-limit`). */
  readonly rateLimit?: RateLimitSpec;
  /** Names of the security schemes; each inner list is one alternative. */
  readonly security: readonly (readonly string[])[];
  readonly waiter?: Waiter;
  /** Responses by status (`"200"`, `"404"`, `"default"`). */
  readonly responses: Readonly<Record<string, ResponseSpec>>;
}
