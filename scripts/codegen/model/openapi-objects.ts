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
  readonly isReferenceable?: boolean;
}

const enforced = (type: string): FieldSpec => ({ handling: "enforced", type });
const required = (type: string): FieldSpec => ({ handling: "enforced", type, isRequired: true });
const documentation = (type = "any"): FieldSpec => ({ handling: "documentation", type });
const refused = (fix: string): FieldSpec => ({ handling: "refused", type: "any", fix });

const TEXTS = { summary: documentation("string"), description: documentation("string") };
const EXAMPLES = { example: documentation(), examples: documentation("{Example}") };
const METHOD_FIX = "use get, post, put, patch or delete";
const SERVER_FIX = "list the servers at the top of the document; a client sends all requests to one server";
const CALLBACK_FIX = "describe the request in webhooks";

/** The objects of OpenAPI 3.1 except the Schema Object, whose keywords are in `KEYWORDS`. Any field that is not listed is a diagnostic. */
export const OPENAPI_OBJECTS: Readonly<Record<string, ObjectSpec>> = {
  OpenAPI: {
    fields: {
      openapi: required("string"),
      info: documentation("Info"),
      jsonSchemaDialect: enforced("string"),
      servers: enforced("[Server]"),
      paths: enforced("Paths"),
      webhooks: enforced("{PathItem}"),
      components: enforced("Components"),
      security: enforced("[SecurityRequirement]"),
      tags: documentation("[Tag]"),
      externalDocs: documentation("ExternalDocumentation"),
    },
  },
  Info: {
    fields: {
      ...TEXTS,
      title: documentation("string"),
      termsOfService: documentation("string"),
      contact: documentation(),
      license: documentation(),
      version: documentation("string"),
    },
  },
  Server: {
    fields: {
      url: required("string"),
      description: documentation("string"),
      variables: refused("write one server for each value"),
    },
  },
  Components: {
    fields: {
      schemas: enforced("{Schema}"),
      responses: enforced("{Response}"),
      parameters: enforced("{Parameter}"),
      examples: documentation("{Example}"),
      requestBodies: enforced("{RequestBody}"),
      headers: enforced("{Header}"),
      securitySchemes: enforced("{SecurityScheme}"),
      links: documentation("{Link}"),
      callbacks: refused(CALLBACK_FIX),
      pathItems: enforced("{PathItem}"),
    },
  },
  Paths: { fields: {}, patterned: { names: /^\//, expected: "a path such as /videos/{id}", field: enforced("PathItem") } },
  PathItem: {
    isReferenceable: true,
    fields: {
      ...TEXTS,
      get: enforced("Operation"),
      put: enforced("Operation"),
      post: enforced("Operation"),
      delete: enforced("Operation"),
      patch: enforced("Operation"),
      options: refused(METHOD_FIX),
      head: refused(METHOD_FIX),
      trace: refused(METHOD_FIX),
      servers: refused(SERVER_FIX),
      parameters: enforced("[Parameter]"),
    },
  },
  Operation: {
    fields: {
      ...TEXTS,
      tags: documentation("[string]"),
      externalDocs: documentation("ExternalDocumentation"),
      operationId: enforced("string"),
      parameters: enforced("[Parameter]"),
      requestBody: enforced("RequestBody"),
      responses: enforced("Responses"),
      callbacks: refused(CALLBACK_FIX),
      deprecated: documentation("boolean"),
      security: enforced("[SecurityRequirement]"),
      servers: refused(SERVER_FIX),
    },
  },
  ExternalDocumentation: { fields: { description: documentation("string"), url: documentation("string") } },
  Parameter: {
    isReferenceable: true,
    fields: {
      ...EXAMPLES,
      name: required("string"),
      in: required("string"),
      description: documentation("string"),
      required: enforced("boolean"),
      deprecated: documentation("boolean"),
      allowEmptyValue: refused("remove it; an empty string is sent as an empty value"),
      style: enforced("string"),
      explode: enforced("boolean"),
      allowReserved: refused("remove it; values are percent-encoded"),
      schema: enforced("Schema"),
      content: refused("describe the parameter with schema"),
    },
  },
  RequestBody: {
    isReferenceable: true,
    fields: { description: documentation("string"), content: required("{MediaType}"), required: enforced("boolean") },
  },
  MediaType: {
    fields: { ...EXAMPLES, schema: enforced("Schema"), encoding: refused("remove it; a JSON body has no encoding") },
  },
  Responses: {
    fields: {},
    patterned: {
      names: /^(?:default|[1-5](?:\d\d|XX))$/,
      expected: "a status such as 200, 4XX or default",
      field: enforced("Response"),
    },
  },
  Response: {
    isReferenceable: true,
    fields: {
      description: documentation("string"),
      headers: enforced("{Header}"),
      content: enforced("{MediaType}"),
      links: documentation("{Link}"),
    },
  },
  Header: {
    isReferenceable: true,
    fields: {
      ...EXAMPLES,
      description: documentation("string"),
      required: refused("remove it; response headers are not validated"),
      deprecated: documentation("boolean"),
      style: documentation("string"),
      explode: documentation("boolean"),
      schema: enforced("Schema"),
      content: refused("describe the header with schema: { type: string }"),
    },
  },
  Example: {
    isReferenceable: true,
    fields: { ...TEXTS, value: documentation(), externalValue: refused("write the example in value; no other file is read") },
  },
  Link: {
    isReferenceable: true,
    fields: {
      operationRef: refused("name the operation with operationId"),
      operationId: documentation("string"),
      parameters: documentation(),
      requestBody: documentation(),
      description: documentation("string"),
      server: refused(SERVER_FIX),
    },
  },
  Tag: {
    fields: { name: documentation("string"), description: documentation("string"), externalDocs: documentation("ExternalDocumentation") },
  },
  SecurityScheme: {
    isReferenceable: true,
    fields: {
      type: required("string"),
      description: documentation("string"),
      name: enforced("string"),
      in: enforced("string"),
      scheme: documentation("string"),
      bearerFormat: documentation("string"),
      flows: documentation(),
      openIdConnectUrl: documentation("string"),
    },
  },
  SecurityRequirement: { fields: {}, patterned: { names: /^/, expected: "a security scheme", field: enforced("[string]") } },
};
