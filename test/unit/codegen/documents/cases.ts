/** A document, and what the generator must do with it. */
export interface Case {
  readonly text: string;
  /** For a refused document: the text at each diagnostic, and its message. Without it, the document compiles. */
  readonly refused?: readonly (readonly [where: string, message: RegExp])[];
  /** Messages of the expected warnings. */
  readonly warnings?: readonly RegExp[];
}

const HEAD = 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\n';
const FILM = "{ type: object, required: [id], properties: { id: { type: string } } }";
const OTHER = "{ type: object, required: [n], properties: { n: { type: integer } } }";
const NO_CONTENT = '"204": { description: d }';

/** A document with component schemas in YAML. */
export const schemas = (text: string): string => `${HEAD}components: { schemas: ${text} }\n`;

/** A document with the component schemas Film and Other, and an operation at a path. */
export const operation = (fields: string, { path = "/films", method = "post", item = "", more = "" } = {}): string =>
  `${HEAD}paths:\n  ${path}: { ${item} ${method}: { operationId: callFilms, ${fields} } }\ncomponents: { ${more} schemas: { Film: ${FILM}, Other: ${OTHER} } }\n`;

const json = (schema: string, type = "application/json"): string => `content: { ${type}: { schema: ${schema} } }`;
const FILM_REF = '{ $ref: "#/components/schemas/Film" }';
const withBody = (body: string, more = ""): string => `requestBody: { ${body} }, ${more} responses: { ${NO_CONTENT} }`;
const withParameters = (list: string): string => `parameters: [${list}], responses: { ${NO_CONTENT} }`;
const withResponses = (list: string): string => `responses: { ${list} }`;
/** A document with a chain of components. */
export const chain = (count: number, schema: (next: string) => object): string =>
  JSON.stringify({
    openapi: "3.1.0",
    components: {
      schemas: Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          `S${i}`,
          i < count - 1 ? schema(`#/components/schemas/S${i + 1}`) : { type: "object", maxProperties: 2 },
        ]),
      ),
    },
  });
const aliases = (levels: number): string =>
  [...Array(levels)]
    .map(
      (_, i) =>
        `x-${i}: &a${i} [${
          i === 0
            ? "1"
            : Array(10)
                .fill(`*a${i - 1}`)
                .join(", ")
        }]\n`,
    )
    .join("");

export const CASES: Readonly<Record<string, Case>> = {
  // Nothing but the input is read.
  "mapping to a file": {
    text: schemas(
      `{ A: { oneOf: [${FILM_REF}], discriminator: { propertyName: id, mapping: { b: ./other.yaml, c: Film, d: "#/components/schemas/Film" } } }, Film: ${FILM} }`,
    ),
    refused: [["./other.yaml", /another document: .\/other.yaml/]],
  },
  "mapping to a URL": {
    text: schemas(
      `{ A: { oneOf: [${FILM_REF}], discriminator: { propertyName: id, mapping: { b: "http://127.0.0.1:9/a" } } }, Film: ${FILM} }`,
    ),
    refused: [['"http:', /another document: http/]],
  },
  "reference to a file": {
    text: operation(withResponses('"200": { $ref: "other.yaml#/a" }')),
    refused: [['"other', /another document/]],
  },
  "example in a file": {
    text: operation(
      withBody(`content: { application/json: { schema: ${FILM_REF}, examples: { a: { externalValue: "file:///etc/passwd" } } } }`),
    ),
    refused: [["externalValue", /unsupported field externalValue/]],
  },
  "link to a file": {
    text: operation(withResponses('"200": { description: d, links: { next: { operationRef: "other.yaml#/paths/~1a/get" } } }')),
    refused: [["operationRef", /unsupported field operationRef/]],
  },
  "reference in examples": {
    text: schemas('{ A: { type: object, example: { $ref: "#/none" }, examples: [{ $ref: "other.yaml" }], default: { $ref: 1 } } }'),
  },
  "reference in an extension": { text: `${HEAD}x-data: { $ref: other.yaml, discriminator: { mapping: { a: "http://a" } } }\n` },

  // Names and values that openapi-typescript decodes, or converts to other types.
  "names with percent signs": {
    text: `${HEAD}paths: { "/100%/<25>": { get: { operationId: percent, parameters: [{ name: "%zz", in: query, schema: { type: [string, "null"] } }], responses: { "200": { description: d, headers: { "%": { schema: { type: string } } }, ${json('{ $ref: "#/components/schemas/Share" }')} } } } } }
components: { schemas: { Share: { description: "At most 100%.", type: object, properties: { "%": { type: object, properties: { "%2": { anyOf: [{ type: object, properties: { "<25>%": { const: "5%" } } }, { type: "null" }] } } } } } } }
`,
  },
  "arrays of tuples and empty constants": {
    text: schemas(
      `{ A: { type: array, items: { type: array, prefixItems: [{ type: string }], minItems: 1 } }, B: { type: array, items: { const: [] } }, C: { enum: [{}, [{}], { a: [] }, null, [1, null]] }, D: { type: object, properties: { a: { prefixItems: [{ type: object, properties: { b: { prefixItems: [true, false] } } }] } } } }`,
    ),
  },

  // Operations.
  "keywords beside the reference of a body": {
    text: operation(withBody(json('{ $ref: "#/components/schemas/Film", maxProperties: 1, required: [zz] }'))),
  },
  "body without a name": {
    text: operation(withBody(json("{ type: object }"))),
    refused: [["{ type: object }", /body schema is not a component/]],
  },
  "body without a schema": {
    text: operation(withBody("content: { application/json: {} }")),
    refused: [["{}", /body schema is not a component/]],
  },
  "two successful responses": {
    text: operation(
      withResponses(
        `"200": { description: d, ${json(FILM_REF)} }, "202": { description: d, ${json('{ $ref: "#/components/schemas/Other" }')} }`,
      ),
    ),
  },
  "range and default responses": {
    text: operation(withResponses(`2XX: { description: d, ${json(FILM_REF)} }, default: { description: d, ${json(FILM_REF)} }`)),
  },
  "JSON media types": {
    text: operation(
      `${withBody(json(FILM_REF, "application/merge-patch+json"), "x-repeatable: true,").replace(NO_CONTENT, `"200": { description: d, ${json(FILM_REF, '"application/problem+json; charset=utf-8"')} }, "201": { description: d, ${json(FILM_REF, '"*/*"')} }`)}`,
    ),
  },
  "JSON media types with different schemas": {
    text: operation(
      withResponses(
        `"200": { description: d, content: { application/json: { schema: ${FILM_REF} }, application/a+json: { schema: { $ref: "#/components/schemas/Other" } } } }`,
      ),
    ),
    refused: [['{ $ref: "#/components/schemas/Other"', /different schemas/]],
  },
  "multipart body": {
    text: operation(withBody(json(FILM_REF, "multipart/form-data"))),
    refused: [["multipart/form-data", /unsupported media type multipart\/form-data/]],
  },
  "text response": {
    text: operation(withResponses(`"200": { description: d, ${json("{ type: string }", "text/plain")} }`)),
    refused: [["text/plain", /unsupported media type text\/plain/]],
  },
  "encoding of a body": {
    text: operation(withBody(`content: { application/json: { schema: ${FILM_REF}, encoding: { a: { style: form } } } }`)),
    refused: [["encoding", /unsupported field encoding/]],
  },
  "reference to a path item": {
    text: `${HEAD}paths: { /films: { $ref: "#/components/pathItems/Films" } }\ncomponents: { pathItems: { Films: { get: { operationId: listFilms, ${withParameters("{ name: q, in: query, required: true, schema: { type: string, maxLength: 2 } }")} } } } }\n`,
  },
  "fields beside the reference of a path item": {
    text: `${HEAD}paths: { /films: { $ref: "#/components/pathItems/Films", parameters: [] } }\ncomponents: { pathItems: { Films: {} } }\n`,
    refused: [["parameters", /unsupported field parameters beside \$ref/]],
  },
  webhook: {
    text: `${HEAD}webhooks: { changed: { post: { operationId: filmChanged, ${withBody(json(FILM_REF))} } } }\ncomponents: { schemas: { Film: ${FILM} } }\n`,
  },
  "misspelled keyword in a webhook": {
    text: `${HEAD}webhooks: { changed: { post: { operationId: filmChanged, ${withBody(json("{ type: string, maxLenght: 2 }"))} } } }\n`,
    refused: [
      ["{ type: string", /not a component/],
      ["maxLenght", /unknown keyword "maxLenght"/],
    ],
  },
  callback: {
    text: operation(
      `callbacks: { done: { "{$request.body#/url}": { post: { operationId: filmDone, ${withBody(json(FILM_REF))} } } } }, ${withResponses(NO_CONTENT)}`,
    ),
  },
  "misspelled keyword in a callback": {
    text: operation(
      `callbacks: { done: { "{$request.body#/url}": { post: { operationId: filmDone, ${withBody(json("{ type: string, maxLenght: 2 }"))} } } } }, ${withResponses(NO_CONTENT)}`,
    ),
    refused: [
      ["{ type: string", /not a component/],
      ["maxLenght", /unknown keyword "maxLenght"/],
    ],
  },
  "empty callbacks": { text: operation(`callbacks: {}, ${withResponses(NO_CONTENT)}`) },
  "method that no client sends": {
    text: operation(withResponses(NO_CONTENT), { method: "trace" }),
    refused: [["trace", /unsupported field trace/]],
  },
  "all methods": {
    text: `${HEAD}paths: { /a: { ${["get", "put", "post", "delete", "patch"].map((method) => `${method}: { operationId: ${method}It, ${withResponses(NO_CONTENT)} }`).join(", ")} } }\n`,
  },
  "body of a GET request": {
    text: operation(withBody(json(FILM_REF)), { method: "get" }),
    refused: [["{ content", /a GET request has no body/]],
  },
  "constraints of a response header": {
    text: operation(
      withResponses('"200": { description: d, headers: { X-Rate: { required: true, schema: { type: integer, maximum: 5 } } } }'),
    ),
    refused: [
      ["required", /unsupported field required/],
      ["type: integer", /type of a response header is not enforced/],
      ["maximum", /maximum of a response header is not enforced/],
    ],
  },
  "response header without constraints": {
    text: operation(withResponses('"200": { description: d, headers: { x-id: { description: ID., schema: { type: string } } } }')),
  },
  "array in one query value": {
    text: operation(
      withParameters("{ name: ids, in: query, style: form, explode: false, schema: { type: array, items: { type: string } } }"),
    ),
  },
  "array in a path": {
    text: operation(withParameters("{ name: ids, in: path, required: true, schema: { type: array, items: { type: integer } } }"), {
      path: "/films/{ids}",
    }),
  },
  "array of objects in a query": {
    text: operation(withParameters("{ name: ids, in: query, schema: { type: array, items: { type: object } } }")),
    refused: [["{ type: array", /no single serializable type/]],
  },
  "style of a parameter": {
    text: operation(withParameters("{ name: id, in: query, style: deepObject, schema: { type: string } }")),
    refused: [["deepObject", /unsupported style deepObject/]],
  },
  "cookie parameter": {
    text: operation(withParameters("{ name: id, in: cookie, schema: { type: string } }")),
    refused: [["cookie", /unsupported location cookie/]],
  },
  "parameter with content": {
    text: operation(withParameters(`{ name: id, in: query, ${json("{ type: object }")} }`)),
    refused: [
      ["{ name: id", /has no schema/],
      ["content", /unsupported field content/],
    ],
  },
  "path parameter in the query": {
    text: operation(withParameters("{ name: id, in: query, schema: { type: string } }"), { path: "/films/{id}" }),
    refused: [["{ operationId", /undeclared path parameter id/]],
  },
  "path parameter without a place": {
    text: operation(withParameters("{ name: id, in: path, required: true, schema: { type: string } }")),
    refused: [["{ name: id", /has no parameter id/]],
  },
  "optional path parameter": {
    text: operation(withParameters("{ name: id, in: path, schema: { type: string } }"), { path: "/films/{id}" }),
    refused: [["{ name: id", /not required/]],
  },
  "header that the client sets": {
    text: operation(withParameters("{ name: Authorization, in: header, schema: { type: string } }")),
    refused: [["{ name: Auth", /the client sets the header/]],
  },
  "parameter named body": {
    text: operation(`parameters: [{ name: body, in: query, schema: { type: string } }], ${withBody(`required: true, ${json(FILM_REF)}`)}`),
  },
  "optional body": { text: operation(withBody(json(FILM_REF))) },
  "override of a parameter": {
    text: operation(withParameters("{ name: id, in: path, required: true, schema: { type: string, minLength: 1 } }"), {
      path: "/films/{id}",
      item: "parameters: [{ name: id, in: path, required: true, schema: { type: string } }],",
    }),
  },
  "duplicate parameter": {
    text: operation(
      withParameters("{ name: id, in: query, schema: { type: string } }, { name: id, in: query, schema: { type: integer } }"),
    ),
    refused: [["{ name: id, in: query, schema: { type: integer", /duplicate parameter name id/]],
  },
  "nullable query parameter": {
    text: operation(withParameters('{ name: limit, in: query, schema: { anyOf: [{ type: integer, maximum: 100 }, { type: "null" }] } }')),
  },
  "query parameter of several types": {
    text: operation(
      withParameters(
        "{ name: limit, in: query, schema: { type: [string, integer, 'null'] } }, { name: n, in: query, schema: { enum: [1, 2.5] } }",
      ),
    ),
  },
  "parameter that can be an object": {
    text: operation(withParameters("{ name: a, in: query, schema: { type: [string, object] } }, { name: b, in: query, schema: true }")),
    refused: [
      ["{ type: [string", /the parameter a has no single/],
      ["true", /the parameter b has no single/],
    ],
  },
  "server of an operation": {
    text: operation(`servers: [{ url: "https://a" }], ${withResponses(NO_CONTENT)}`),
    refused: [["servers", /unsupported field servers/]],
  },
  "server variables": {
    text: `${HEAD}servers: [{ url: "https://{a}.{b}", variables: { a: { default: x, enum: [x, y] }, b: { default: z } } }]\n`,
  },
  "wrong server variables": {
    text: `${HEAD}servers: [{ url: "https://{a}.{c}", variables: { a: { default: x, enum: [y] }, b: {} } }]\n`,
    refused: [
      ['"https', /undeclared server variable c/],
      ["x, enum", /the default is not in enum/],
      ["{}", /b has no default/],
    ],
  },
  "undeclared security scheme": {
    text: operation(`security: [{ token: [] }], ${withResponses(NO_CONTENT)}`),
    refused: [["[] }]", /undeclared security scheme token/]],
  },
  "misspelled field": {
    text: operation(`responces: {}, ${withResponses(NO_CONTENT)}`),
    refused: [["responces", /unknown field "responces"/]],
  },
  "invalid status": { text: operation(withResponses("OK: { description: d }")), refused: [["OK", /unknown field "OK"/]] },
  dialect: {
    text: `${HEAD}jsonSchemaDialect: "https://a.example/own"\ncomponents: { schemas: { A: { $schema: "https://a.example/meta" }, B: { $schema: "https://json-schema.org/draft/2020-12/schema" } } }\n`,
    refused: [
      ['"https://a.example/own', /unsupported dialect/],
      ['"https://a.example/meta', /unsupported dialect/],
    ],
  },

  // Documents as people write them.
  "references to objects whose pointers are names of generated code": {
    text: `${HEAD}paths: {}\nwebhooks: {}\ncomponents: { schemas: { A: { properties: { a: { $ref: "#/paths" }, b: { $ref: "#/webhooks" } } } } }\n`,
  },
  "percent-encoded reference": {
    text: operation(withResponses('"200": { $ref: "#/components/responses/The%20Film" }'), {
      more: `responses: { The Film: { description: d, ${json('{ $ref: "#/components/schemas/%46ilm" }')} } },`,
    }),
  },
  "merge key in responses": {
    text: `${HEAD}x-errors: &errors { "400": { description: d, ${json(FILM_REF)} } }\npaths:\n  /a:\n    get:\n      operationId: getA\n      responses:\n        <<: *errors\n        "204": { description: d }\ncomponents: { schemas: { Film: ${FILM} } }\n`,
  },
  "merge key in properties": {
    text: `${HEAD}x-shared: &shared { example: { type: string, maxLength: 3 } }\ncomponents: { schemas: { A: { type: object, properties: { <<: [*shared], b: { type: string } } } } }\n`,
  },
  "fault in merged properties": {
    text: `${HEAD}x-shared: &shared { a: { type: string, maxLenght: 3 } }\ncomponents: { schemas: { A: { properties: { <<: *shared } } } }\n`,
    refused: [["maxLenght", /unknown keyword/]],
  },
  "merge key of a scalar": { text: `${HEAD}components: { <<: 5 }\n`, refused: [["<<", /merge key needs a mapping/]] },
  "duplicate key of another type": {
    text: operation(withResponses('200: { description: a }, "200": { description: b }')),
    refused: [['"200"', /Map keys must be unique/]],
  },
  "keys that are numbers": { text: operation(withResponses("200: { description: a }")) },
  "keys that change": {
    text: schemas("{ A: { properties: { 1.0: {}, 0x10: {}, true: {}, null: {} } } }"),
    refused: [
      ["1.0", /keys must be strings/],
      ["0x10", /keys must be strings/],
      ["null", /keys must be strings/],
    ],
  },
  "one anchor in many places": {
    text: `${HEAD}x-c: &c { type: string }\ncomponents: { schemas: { A: { properties: { ${[...Array(300)].map((_, i) => `p${i}: *c`).join(", ")} } } } }\n`,
  },
  "exponential aliases": { text: `${HEAD}${aliases(9)}`, refused: [["*a", /expands too many aliases/]] },
  "undefined alias": { text: `${HEAD}x-a: *none\n`, refused: [["*none", /Unresolved alias none/]] },
  "foreign extensions": { text: schemas("{ A: { type: string, x-nullable: true, x-go-type: { a: 1 } } }") },
  "keyword that cannot apply": {
    text: schemas(
      "{ A: { type: object, items: { type: string, maxLength: 3 } }, B: { type: array, contains: {}, minContains: 0 }, C: { if: { minLength: 1 } } }",
    ),
    warnings: [/items has no effect/, /contains has no effect/, /if has no effect/],
  },
  "condition without a difference": { text: schemas("{ A: { type: string, if: { minLength: 1 }, then: {}, else: true } }") },
  "OpenAPI 3.0": {
    text: 'openapi: 3.0.3\ninfo: { title: T, version: "1" }\ncomponents: { schemas: { A: { type: string, nullable: true } } }\n',
    refused: [
      ["3.0.3", /unsupported OpenAPI version 3.0.3/],
      ["nullable", /unsupported keyword nullable/],
    ],
  },

  // What is emitted compiles.
  "component names": {
    text: schemas(
      `{ HTTPValidationError: ${FILM}, pet: { type: object }, Integer: { type: integer, minimum: 5 }, A_b: { properties: { n: { $ref: "#/components/schemas/Integer" }, m: { type: integer } } }, ${["Array", "Record", "Set", "Object", "RegExp", "Math", "String", "Issue", "Obj", "Types", "Error", "Promise", "Operation", "constructor", "_x", "NO_ISSUES2"].map((name) => `${name}: { type: object, required: [a], properties: { a: { enum: [x, y] }, s: { type: array, uniqueItems: true } } }`).join(", ")} }`,
    ),
  },
  "component names that cannot be types": {
    text: schemas("{ string: {}, class: {}, a-b: {}, Pet: {}, pet: {} }"),
    refused: [
      ["{}", /name string is already used/],
      ["{}", /"class" is not an identifier/],
      ["{}", /"a-b" is not an identifier/],
      ["{}", /name pet is already used by Pet/],
    ],
  },
  "boolean schemas": {
    text: schemas(
      "{ A: true, B: false, C: { properties: { gone: false, any: true } }, D: { allOf: [true, { type: string }], items: false, not: false }, E: { $ref: '#/components/schemas/A' }, F: { anyOf: [false, true], additionalProperties: false, patternProperties: { a: true } } }",
    ),
    warnings: [],
  },
  "enum values of other types": {
    text: schemas(
      '{ A: { type: string, enum: [1, 2] }, B: { type: [string, "null"], enum: [a, 1, null, [1]] }, C: { type: integer, const: a } }',
    ),
    warnings: [/no value is valid/, /no value is valid/],
  },
  "comparisons of the same value": {
    text: schemas(
      "{ A: { enum: [a, b], not: { const: c } }, B: { type: string, allOf: [{ const: 1 }, { enum: [2, x] }] }, C: { const: a, enum: [b], anyOf: [{ const: c }, { type: integer, minimum: 2 }] }, D: { enum: [a, 1], oneOf: [{ type: number, multipleOf: 2 }, { pattern: b, minLength: 2 }], if: { const: 2 }, then: { maxLength: 1 } } }",
    ),
    warnings: [/no value is valid/],
  },
  "recursive schemas": {
    text: schemas(
      '{ JsonValue: { oneOf: [{ type: string }, { type: array, items: { $ref: "#/components/schemas/JsonValue" } }] }, Tree: { type: object, additionalProperties: { $ref: "#/components/schemas/Tree" } }, List: { type: array, items: { $ref: "#/components/schemas/List" } }, Pair: { type: array, prefixItems: [{ $ref: "#/components/schemas/Pair" }] } }',
    ),
  },
  "references into schemas": {
    text: schemas(
      '{ A: { properties: { b: { type: array, items: { $ref: "#/components/schemas/A/properties/b" } }, "c/d": { type: integer } } }, E: { $ref: "#/components/schemas/A/properties/c~1d" }, F: { properties: { g: { $ref: "#/components/schemas/A/properties/b/items" } } } }',
    ),
  },
  "large enum": {
    text: JSON.stringify({
      openapi: "3.1.0",
      components: { schemas: { A: { type: "string", enum: [...Array(1000).keys()].map((i) => `v${i}`) } } },
    }),
  },
  "large object": {
    text: JSON.stringify({
      openapi: "3.1.0",
      components: {
        schemas: {
          A: {
            type: "object",
            required: ["p1"],
            properties: Object.fromEntries(
              [...Array(400).keys()].map((i) => [`p${i}`, { type: i % 2 ? "string" : "integer", maximum: i }]),
            ),
          },
        },
      },
    }),
    warnings: [...Array(200)].map(() => /maximum has no effect/),
  },
  "slow pattern": {
    text: schemas('{ A: { type: string, pattern: "^(a+)+$" }, B: { patternProperties: { "(a*)*": {} } } }'),
    warnings: [/nested quantifiers/, /nested quantifiers/],
  },

  // No stack trace.
  "response cycle": {
    text: operation(withResponses('"200": { $ref: "#/components/responses/R" }'), {
      more: 'responses: { R: { $ref: "#/components/responses/S" }, S: { $ref: "#/components/responses/R" } },',
    }),
    refused: [['{ $ref: "#/components/responses/', /references form a cycle/]],
  },
  "schema cycle": {
    text: schemas('{ A: { $ref: "#/components/schemas/B" }, B: { allOf: [{ $ref: "#/components/schemas/A" }] }, C: { maxLenght: 1 } }'),
    refused: [
      ['"#/components/schemas/A"', /applies itself/],
      ["maxLenght", /unknown keyword/],
    ],
  },
  "null and wrong containers": {
    text: `${HEAD}paths:\n  /a: { get: { operationId: getA, parameters: {}, responses: { "204": } } }\n  /b:\n  /c: { get: 5, parameters: [7, null] }\ncomponents: { schemas: { A: null, B: [] }, responses: [], parameters: }\nwebhooks: 5\nservers: {}\nsecurity: [1]\ntags: a\n`,
    refused: [
      ["{}, responses", /parameters must be an array/],
      ["}", /204 must be an object/],
      ["", /\/b must be an object/],
      ["5, parameters", /get must be an object/],
      ["7", /0 must be an object/],
      ["null", /1 must be an object/],
      ["null", /a schema must be an object or a boolean/],
      ["[]", /a schema must be an object or a boolean/],
      ["[], parameters", /responses must be an object/],
      ["}", /parameters must be an object/],
      ["5", /webhooks must be an object/],
      ["{}", /servers must be an array/],
      ["1]", /0 must be an object/],
      ["a", /tags must be an array/],
    ],
  },
  "dangling reference below default": {
    text: operation('requestBody: { $ref: "#/components/requestBodies/default" }, responses: { "204": { description: d } }', {
      more: 'requestBodies: { default: { content: { application/json: { schema: { $ref: "#/components/schemas/Nope" } } } } },',
    }),
    refused: [['"#/components/schemas/Nope"', /unresolved \$ref/]],
  },
  "reference that is not a string": {
    text: `${HEAD}components: { schemas: { A: { $ref: 5 } }, responses: { R: { $ref: null } } }\n`,
    refused: [
      ["5", /\$ref must be/],
      ["null", /\$ref must be a string/],
    ],
  },
  "values with their own toString": {
    text: schemas("{ A: { type: object, properties: { b: { enum: [{ toString: 1 }, 1, a], format: { toString: 1 } } } } }").replace(
      "title: T",
      "title: { toString: 1 }",
    ),
    refused: [
      ["{ toString: 1 }", /title must be a string/],
      ["{ toString: 1 }", /format must be a string/],
    ],
  },
  "constants of several shapes": {
    text: `${schemas(`{ A: { type: object, required: [n], properties: { n: { type: integer } }, x-validations: [{ id: r, rule: "sizes.exists(s, s.w == self.n)", message: m, severity: error, source: s }] } }`)}x-constants: { sizes: { description: d, source: s, value: [{ w: 1 }, { h: 2 }] } }\n`,
    refused: [['"sizes', /type dyn has no property w/]],
  },
  "choice between constants of several shapes": {
    text: `${schemas(`{ A: { type: object, required: [n], properties: { n: { type: integer } }, x-validations: [{ id: r, rule: "(self.n > 1 ? one : two).w == 1", message: m, severity: error, source: s }] } }`)}x-constants: { one: { description: d, source: s, value: { w: 1 } }, two: { description: d, source: s, value: { h: 2 } } }\n`,
    refused: [['"(self', /./]],
  },
  "extensions of the wrong shape": {
    text: operation(`x-waiter: { property: state }, x-rate-limit: 5, x-role: none of them, ${withResponses(NO_CONTENT)}`),
    refused: [
      ["{ property", /x-waiter needs/],
      ["5", /x-rate-limit needs/],
      ["none", /unknown role/],
    ],
  },
  "several kinds of faults": {
    text: `${HEAD}x-n: .nan\nx-k: { a: 1, a: 2 }\npaths: { /a: { get: { responses: {} } } }\ncomponents: { schemas: { A: { type: object, maxLenght: 1, properties: { n: { type: integer } }, x-validations: [{ id: r, rule: "self.m > 1", message: m, severity: error, source: s }] }, B: { $ref: "#/none" } } }\n`,
    refused: [
      [".nan", /not a JSON number/],
      ["a: 2", /must be unique/],
      ["{ responses", /missing or invalid operationId/],
      ["{ responses", /no responses/],
      ["maxLenght", /unknown keyword/],
      ['"self.m', /undefined property m/],
      ['"#/none"', /unresolved \$ref/],
    ],
  },
};
