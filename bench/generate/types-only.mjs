// Runs openapi-typescript through its Node API; its command line does not support this project's redocly.yaml.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import openapiTS, { astToString } from "openapi-typescript";

const [input, output] = process.argv.slice(2);
const text = readFileSync(input, "utf8");
const document = input.endsWith(".json") ? JSON.parse(text) : createRequire(import.meta.url)("yaml").parse(text);
writeFileSync(output, astToString(await openapiTS(document, { silent: true })));
