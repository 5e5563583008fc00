import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KEYWORDS } from "../../../scripts/codegen/keywords/index.js";
import { type Handling, OPENAPI_OBJECTS } from "../../../scripts/codegen/model/openapi-objects.js";

const page = readFileSync(new URL("../../../docs/validators.md", import.meta.url), "utf8");

const ROLES: Readonly<Record<string, Handling>> = {
  assertion: "enforced",
  applicator: "enforced",
  annotation: "documentation",
  unsupported: "refused",
};

/** The fields of every object of OpenAPI 3.1 by handling, from the lists that the generator uses. */
function renderTable(): string {
  const keywords = [...KEYWORDS.values()].map(({ name, role }) => [name, ROLES[role]] as const);
  const objects = Object.entries(OPENAPI_OBJECTS).map(([name, { fields, patterned }]) => {
    const listed = Object.entries(fields).map(([field, { handling }]) => [field, handling] as const);
    return [name, [...listed, ...(patterned ? [[patterned.expected, patterned.field.handling] as const] : [])]] as const;
  });
  const rows = [...objects, ["Schema", keywords] as const].map(([name, fields]) => {
    const cells = (["enforced", "refused", "documentation"] as const).map((handling) =>
      fields
        .filter(([, each]) => each === handling)
        .map(([field]) => (field.includes(" ") ? field : `\`${field}\``))
        .join(", "),
    );
    return `| ${[name, ...cells].join(" | ")} |`;
  });
  return ["| Object | Enforced | Refused | Documentation only |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

test("docs/validators.md lists how every field of OpenAPI 3.1 is handled", () => {
  expect(page).toContain(renderTable());
});

test("every field of a specification object that is an object is listed", () => {
  const types = Object.values(OPENAPI_OBJECTS).flatMap(({ fields, patterned }) =>
    [...Object.values(fields), ...(patterned ? [patterned.field] : [])].map(({ type }) => type.replace(/^[[{](.+)[\]}]$/, "$1")),
  );
  const known = new Set(["string", "boolean", "any", "Schema", ...Object.keys(OPENAPI_OBJECTS)]);
  expect(types.filter((type) => !known.has(type))).toEqual([]);
});
