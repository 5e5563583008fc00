import type { Issue } from "../../src/runtime/issue.js";
import type { Operation, Parameter } from "../../src/runtime/operation.js";
import type { Contract } from "../../src/sandbox/index.js";

/** A contract that has nothing to do with videos: what the sandbox does with it follows from the contract alone. */
const project: Parameter = {
  name: "project_id",
  in: "path",
  required: true,
  type: "string",
  clientOption: "projectId",
};
const cake: Parameter = { name: "cake_id", in: "path", required: true, type: "string" };
const security = [["Ticket"]];
const base = { repeatable: true, security };

const showCake: Operation = {
  ...base,
  operationId: "showCake",
  method: "GET",
  path: "/v1/{project_id}/cakes/{cake_id}",
  parameters: [
    project,
    cake,
    { name: "with_recipe", in: "query", required: false, type: "boolean", default: false, includes: ["recipe"] },
    { name: "X-Table", in: "header", required: false, type: "integer" },
  ],
  waiter: {
    property: "stage",
    pending: ["MIXED", "IN_OVEN"],
    succeeded: ["DONE"],
    failed: ["BURNT"],
    canceled: ["SOLD_OUT"],
    blocked: ["STUCK"],
    result: "plate",
  },
  responses: { "200": { schema: "Cake" }, "404": {} },
};
const listCakes: Operation = {
  ...base,
  operationId: "listCakes",
  method: "GET",
  path: "/v1/{project_id}/cakes",
  parameters: [
    project,
    { name: "offset", in: "query", required: false, type: "integer", default: 0 },
    { name: "limit", in: "query", required: false, type: "integer", default: 2 },
    { name: "stage", in: "query", required: false, type: "string" },
    { name: "job_ids", in: "query", required: false, type: "array" },
  ],
  responses: { "200": { schema: "Cakes" } },
};
const orderCake: Operation = {
  ...base,
  operationId: "orderCake",
  method: "POST",
  path: "/v1/{project_id}/cakes",
  parameters: [project],
  body: "Order",
  responses: { "201": {}, "400": {} },
};
const cancelCake: Operation = {
  ...base,
  operationId: "cancelCake",
  method: "POST",
  path: `${showCake.path}/cancel`,
  parameters: [project, cake],
  responses: { "202": {}, "400": {} },
};
const eatCake: Operation = {
  ...base,
  operationId: "eatCake",
  method: "DELETE",
  path: showCake.path,
  parameters: [project, cake],
  responses: { "204": {} },
};
const showBest: Operation = {
  ...base,
  operationId: "showBest",
  method: "GET",
  path: "/v1/{project_id}/cakes/best",
  parameters: [project],
  security: [],
  responses: { "200": {} },
};

const fault = (path: string, message: string, severity: Issue["severity"] = "error"): Issue => ({
  code: "type",
  path,
  keyword: "type",
  message,
  found: "",
  wanted: "",
  severity,
  source: "",
});

export const bakery: Contract = {
  operations: { showCake, listCakes, orderCake, cancelCake, eatCake, showBest },
  examples: {
    showCake: {
      "200": { cake_id: "page-cake", stage: "READY", create_time: "", plate: { at: "https://{endpoint}/plate" }, recipe: { eggs: 3.5 } },
      "400": { error_code: "CAKE.3", error_msg: "Bad wish" },
      "401": { error_code: "CAKE.1", error_msg: "Who are you" },
      "404": { error_code: "CAKE.2", error_msg: "No cake" },
    },
    listCakes: { "200": { total: 1, cakes: [{ cake_id: "page-cake", stage: "READY" }] } },
    orderCake: { "201": { cake_id: "new-cake" } },
    showBest: { "200": { cake_id: "best" } },
  },
  checks: {
    ShowCakeParameters: (value) =>
      Number.isInteger((value as Record<string, unknown>)["X-Table"] ?? 0) ? [] : [fault("/X-Table", "is no integer")],
    Order: (value) =>
      (value as Record<string, unknown>)["flour"] === 1 ? [fault("/flour", "is little", "warning")] : [fault("/flour", "is not 1")],
    Cake: (value) => [
      {
        ...fault("/recipe/eggs", "half eggs"),
        mends: (value as { recipe: { eggs: number } }).recipe.eggs === 3.5 ? [{ path: "/recipe/eggs", value: 4 }] : [],
      },
    ],
  },
  securitySchemes: { Ticket: { type: "apiKey", in: "header", name: "X-Auth-Token" } },
  errorCodes: {
    "APIGW.0101": { status: 404, meaning: "Nothing here" },
    "APIGW.0307": { status: 401, meaning: "Old token" },
    "MSS.00010009": { status: 400, meaning: "Other project" },
  },
};
