import { keywordTable, own } from "../../../../helpers/keyword-table.js";

const card = { type: "object", dependentRequired: { card: ["name", "date"], toString: ["a"] } };

keywordTable("dependentRequired", [
  ["no trigger", card, {}, []],
  ["trigger and all", card, { card: 1, name: 2, date: 3 }, []],
  ["trigger alone", card, { card: 1 }, ["dependent /name", "dependent /date"]],
  ["null triggers", card, { card: null, name: 1 }, ["dependent /date"]],
  ["undefined does not", card, { card: undefined }, []],
  ["undefined does not satisfy", card, { card: 1, name: undefined, date: 1 }, ["dependent /name"]],
  ["an own toString triggers", card, { toString: 1 }, ["dependent /a"]],
  ["a trigger named __proto__", { dependentRequired: own("__proto__", ["a"]) }, own("__proto__", 1), ["dependent /a"]],
  ["an inherited __proto__ does not", { dependentRequired: own("__proto__", ["a"]) }, {}, []],
  ["constructor cannot satisfy by inheritance", { dependentRequired: { a: ["constructor"] } }, { a: 1 }, ["dependent /constructor"]],
  ["no names", { dependentRequired: { a: [] } }, { a: 1 }, []],
  ["speaks of objects only", { dependentRequired: { length: ["a"] } }, [1], []],
]);
