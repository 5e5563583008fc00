// biome-ignore-all lint/suspicious/noThenProperty: the name of a keyword
import { keywordTable } from "../../../../helpers/keyword-table.js";

const branches = (more: object) => ({ then: { const: 1 }, else: { const: 2 }, ...more });

keywordTable("then and else", [
  ["nothing without if", branches({}), 3, []],
  ["then", branches({ if: true }), 2, ["const "]],
  ["else", branches({ if: false }), 1, ["const "]],
  ["then alone", { if: { type: "string" }, then: { const: "a" } }, "b", ["const "]],
  ["then alone, not taken", { if: { type: "string" }, then: { const: "a" } }, 1, []],
  ["else alone", { if: { type: "string" }, else: { const: 1 } }, 2, ["const "]],
  ["then forbids", { if: { type: "string" }, then: false }, "a", ["never "]],
]);
