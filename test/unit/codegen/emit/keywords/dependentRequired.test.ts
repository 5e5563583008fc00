import { keywordTable, withOwnProperty } from "../../../../helpers/keyword-table.js";

const card = { type: "object", dependentRequired: { card: ["name", "date"], toString: ["a"] } };

keywordTable("dependentRequired", [
  ["trigger property absent", card, {}, []],
  ["trigger property and all dependencies", card, { card: 1, name: 2, date: 3 }, []],
  ["trigger property alone", card, { card: 1 }, ["dependent /name", "dependent /date"]],
  ["null counts as present", card, { card: null, name: 1 }, ["dependent /date"]],
  ["undefined counts as absent", card, { card: undefined }, []],
  ["undefined does not satisfy a dependency", card, { card: 1, name: undefined, date: 1 }, ["dependent /name"]],
  ["own toString counts as present", card, { toString: 1 }, ["dependent /a"]],
  [
    "trigger property __proto__",
    { dependentRequired: withOwnProperty("__proto__", ["a"]) },
    withOwnProperty("__proto__", 1),
    ["dependent /a"],
  ],
  ["inherited __proto__ counts as absent", { dependentRequired: withOwnProperty("__proto__", ["a"]) }, {}, []],
  [
    "inherited constructor does not satisfy a dependency",
    { dependentRequired: { a: ["constructor"] } },
    { a: 1 },
    ["dependent /constructor"],
  ],
  ["no dependencies", { dependentRequired: { a: [] } }, { a: 1 }, []],
  ["ignores other types", { dependentRequired: { length: ["a"] } }, [1], []],
]);
