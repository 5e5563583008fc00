// biome-ignore-all lint/suspicious/noThenProperty: keyword name
import { keywordTable } from "../../../../helpers/keyword-table.js";

const branches = (more: object) => ({ then: { const: 1 }, else: { const: 2 }, ...more });

keywordTable("then and else", [
  ["no effect without if", branches({}), 3, []],
  ["then", branches({ if: true }), 2, ["const "]],
  ["else", branches({ if: false }), 1, ["const "]],
  ["then alone", { if: { type: "string" }, then: { const: "a" } }, "b", ["const "]],
  ["then alone, if does not match", { if: { type: "string" }, then: { const: "a" } }, 1, []],
  ["else alone", { if: { type: "string" }, else: { const: 1 } }, 2, ["const "]],
  ["false as then", { if: { type: "string" }, then: false }, "a", ["never "]],
]);
