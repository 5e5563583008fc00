import { createRandom, pick, type Random, randomInteger } from "../lib/measure.js";

/**
 * Creates an OpenAPI 3.1 document with the given number of component schemas. The output is deterministic. Each schema is an object
 * with eight properties, up to two references to earlier schemas and the given number of inline objects. There is one
 * operation per 50 schemas.
 */
export function createDocument(count: number, inlineObjects: number): string {
  const random = createRandom(count);
  const schemas = Object.fromEntries(Array.from({ length: count }, (_, i) => [`Part${i}`, part(i, inlineObjects, random)]));
  const paths = Object.fromEntries(
    Array.from({ length: Math.ceil(count / 50) }, (_, i) => [`/v1/parts${i}/{id}`, path(i, Math.min(count - 1, i * 50 + 49))]),
  );
  const document = {
    openapi: "3.1.0",
    info: { title: "Benchmark", version: "1.0.0" },
    servers: [],
    security: [],
    paths,
    components: { schemas },
  };
  return JSON.stringify(document, null, 1);
}

function part(index: number, inlineObjects: number, random: Random): unknown {
  const references =
    index === 0
      ? []
      : Array.from({ length: randomInteger(0, 2, random) }, () => ({
          $ref: `#/components/schemas/Part${randomInteger(Math.max(0, index - 40), index - 1, random)}`,
        }));
  const scalars = Array.from({ length: 8 - references.length }, () => pick(SCALARS, random)(random));
  const inline = Array.from({ length: inlineObjects }, () => inlineObject(random));
  const properties = Object.fromEntries([...scalars, ...references, ...inline].map((schema, i) => [`${pick(WORDS, random)}_${i}`, schema]));
  const required = Object.keys(properties).filter(() => random() < 0.4);
  return {
    type: "object",
    description: `Part ${index}.`,
    "x-table": "none",
    ...(required.length > 0 ? { required } : {}),
    properties,
  };
}

function inlineObject(random: Random): unknown {
  const names = Array.from({ length: 3 }, (_, i) => `${pick(WORDS, random)}_${i}`);
  return {
    type: "object",
    required: names.slice(0, 1),
    properties: Object.fromEntries(names.map((name) => [name, pick(SCALARS, random)(random)])),
  };
}

function path(index: number, schema: number): unknown {
  const content = { "application/json": { schema: { $ref: `#/components/schemas/Part${schema}` } } };
  return {
    get: {
      operationId: `showPart${index}`,
      summary: `Shows part ${schema}`,
      "x-repeatable": true,
      parameters: [{ name: "id", in: "path", required: true, description: "ID of the part.", schema: { type: "string", maxLength: 64 } }],
      responses: { 200: { description: "The part", content } },
    },
  };
}

const WORDS = ["name", "state", "width", "height", "label", "kind", "score", "owner"];

const SCALARS: readonly ((random: Random) => unknown)[] = [
  (random) => ({ type: "string", description: "A string.", minLength: 1, maxLength: randomInteger(8, 2048, random) }),
  (random) => ({ type: "integer", description: "A count.", minimum: 0, maximum: randomInteger(10, 100_000, random), default: 1 }),
  (random) => ({ type: "number", description: "A number.", minimum: 0, maximum: randomInteger(1, 100, random) }),
  () => ({ type: "boolean", description: "A boolean.", default: false }),
  () => ({ type: "string", description: "An enum.", enum: ["WAITING", "RUNNING", "DONE"] }),
  (random) => ({
    type: "array",
    description: "A list.",
    maxItems: randomInteger(1, 100, random),
    items: { type: "string", maxLength: 64 },
  }),
];
