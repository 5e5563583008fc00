/**
 * How a field is handled: `enforced` fields become code or are checked, `documentation` fields have no effect on validation, and
 * `refused` fields are diagnostics unless they have no effect (`false`, an empty object).
 */
export type Handling = "enforced" | "documentation" | "refused";

export interface FieldSpec {
  readonly handling: Handling;
  /** `string`, `boolean`, `any`, the name of an object, `[X]` for a list, or `{X}` for a map by name. */
  readonly type: string;
  readonly isRequired?: boolean;
  /** For refused fields: the replacement. */
  readonly fix?: string;
}

export interface ObjectSpec {
  readonly fields: Readonly<Record<string, FieldSpec>>;
  /** Fields whose names match a pattern, such as paths and statuses. */
  readonly patterned?: { readonly names: RegExp; readonly expected: string; readonly field: FieldSpec };
  /** Whether a Reference Object may replace the object. */
  readonly isReferenceable: boolean;
}

/** Types of fields by name; for refused fields, the replacement. */
interface Groups {
  readonly required?: Readonly<Record<string, string>>;
  readonly enforced?: Readonly<Record<string, string>>;
  readonly documentation?: Readonly<Record<string, string>>;
  readonly refused?: Readonly<Record<string, string>>;
}

function object({ required = {}, enforced = {}, documentation = {}, refused = {} }: Groups): ObjectSpec {
  const group = (types: Readonly<Record<string, string>>, create: (type: string) => FieldSpec): [string, FieldSpec][] =>
    Object.entries(types).map(([name, type]) => [name, create(type)]);
  const fields = Object.fromEntries([
    ...group(required, (type) => ({ handling: "enforced", type, isRequired: true })),
    ...group(enforced, (type) => ({ handling: "enforced", type })),
    ...group(documentation, (type) => ({ handling: "documentation", type })),
    ...group(refused, (fix) => ({ handling: "refused", type: "any", fix })),
  ]);
  return { fields, isReferenceable: false };
}

const referenceable = (groups: Groups): ObjectSpec => ({ ...object(groups), isReferenceable: true });
const patterned = (names: RegExp, expected: string, type: string): ObjectSpec => ({
  ...object({}),
  patterned: { names, expected, field: { handling: "enforced", type } },
});

const TEXTS = { summary: "string", description: "string" };
const EXAMPLES = { example: "any", examples: "{Example}" };
const METHOD_FIX = "use get, post, put, patch or delete";
const SERVER_FIX = "list the servers at the top of the document; a client sends all requests to one server";

/** The objects of OpenAPI 3.1 except the Schema Object, whose keywords are in `KEYWORDS`. Any field that is not listed is a diagnostic. */
export const OPENAPI_OBJECTS: Readonly<Record<string, ObjectSpec>> = {
  OpenAPI: object({
    required: { openapi: "string" },
    enforced: {
      ...{ jsonSchemaDialect: "string", servers: "[Server]", paths: "Paths", webhooks: "{PathItem}" },
      ...{ components: "Components", security: "[SecurityRequirement]" },
    },
    documentation: { info: "Info", tags: "[Tag]", externalDocs: "ExternalDocumentation" },
  }),
  Info: object({
    documentation: { ...TEXTS, title: "string", termsOfService: "string", contact: "any", license: "any", version: "string" },
  }),
  Server: object({
    required: { url: "string" },
    enforced: { variables: "{ServerVariable}" },
    documentation: { description: "string" },
  }),
  ServerVariable: object({
    required: { default: "string" },
    enforced: { enum: "[string]" },
    documentation: { description: "string" },
  }),
  Components: object({
    enforced: {
      ...{ schemas: "{Schema}", responses: "{Response}", parameters: "{Parameter}", requestBodies: "{RequestBody}" },
      ...{ headers: "{Header}", securitySchemes: "{SecurityScheme}", pathItems: "{PathItem}", callbacks: "{Callback}" },
    },
    documentation: { examples: "{Example}", links: "{Link}" },
  }),
  Paths: patterned(/^\//, "a path such as /videos/{id}", "PathItem"),
  PathItem: referenceable({
    enforced: {
      ...{ get: "Operation", put: "Operation", post: "Operation", delete: "Operation", patch: "Operation" },
      parameters: "[Parameter]",
    },
    documentation: TEXTS,
    refused: { options: METHOD_FIX, head: METHOD_FIX, trace: METHOD_FIX, servers: SERVER_FIX },
  }),
  Operation: object({
    enforced: {
      ...{ operationId: "string", parameters: "[Parameter]", requestBody: "RequestBody", responses: "Responses" },
      ...{ security: "[SecurityRequirement]", callbacks: "{Callback}" },
    },
    documentation: { ...TEXTS, tags: "[string]", externalDocs: "ExternalDocumentation", deprecated: "boolean" },
    refused: { servers: SERVER_FIX },
  }),
  Callback: { ...patterned(/./, "a runtime expression such as {$request.body#/url}", "PathItem"), isReferenceable: true },
  ExternalDocumentation: object({ documentation: { description: "string", url: "string" } }),
  Parameter: referenceable({
    required: { name: "string", in: "string" },
    enforced: { required: "boolean", style: "string", explode: "boolean", schema: "Schema" },
    documentation: { ...EXAMPLES, description: "string", deprecated: "boolean" },
    refused: {
      allowEmptyValue: "remove it; an empty string is sent as an empty value",
      allowReserved: "remove it; values are percent-encoded",
      content: "describe the parameter with schema",
    },
  }),
  RequestBody: referenceable({
    required: { content: "{MediaType}" },
    enforced: { required: "boolean" },
    documentation: { description: "string" },
  }),
  MediaType: object({
    enforced: { schema: "Schema" },
    documentation: EXAMPLES,
    refused: { encoding: "remove it; a JSON body has no encoding" },
  }),
  Responses: patterned(/^(?:default|[1-5](?:\d\d|XX))$/, "a status such as 200, 4XX or default", "Response"),
  Response: referenceable({
    enforced: { headers: "{Header}", content: "{MediaType}" },
    documentation: { description: "string", links: "{Link}" },
  }),
  Header: referenceable({
    enforced: { schema: "Schema" },
    documentation: { ...EXAMPLES, description: "string", deprecated: "boolean", style: "string", explode: "boolean" },
    refused: {
      required: "remove it; response headers are not validated",
      content: "describe the header with schema: { type: string }",
    },
  }),
  Example: referenceable({
    documentation: { ...TEXTS, value: "any" },
    refused: { externalValue: "write the example in value; no other file is read" },
  }),
  Link: referenceable({
    documentation: { operationId: "string", parameters: "any", requestBody: "any", description: "string" },
    refused: { operationRef: "name the operation with operationId", server: SERVER_FIX },
  }),
  Tag: object({ documentation: { name: "string", description: "string", externalDocs: "ExternalDocumentation" } }),
  SecurityScheme: referenceable({
    required: { type: "string" },
    enforced: { name: "string", in: "string" },
    documentation: { description: "string", scheme: "string", bearerFormat: "string", flows: "any", openIdConnectUrl: "string" },
  }),
  SecurityRequirement: patterned(/^/, "a security scheme", "[string]"),
};
