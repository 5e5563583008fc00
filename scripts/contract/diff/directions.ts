import { isObject, type Obj } from "../../../src/core/json-equal.js";
import type { Direction } from "../../../src/validation/classify-issues.js";
import { valueAt } from "./contract.js";
import { at, objectOf } from "./walk.js";

/** Which parts of a contract are sent by callers, and which are received: pointers of everything that the operations reach. */
export class Directions {
  readonly #reached = new Map<string, Set<Direction>>();

  constructor(contracts: readonly unknown[]) {
    for (const contract of contracts) {
      this.#reachItems(contract, "/paths", objectOf(contract).paths, "request");
      this.#reachItems(contract, "/webhooks", objectOf(contract).webhooks, "response");
    }
  }

  /** The directions of the nearest reached part at or above a pointer; both if no operation reaches it. */
  of(pointer: string): readonly Direction[] {
    for (let place = pointer; place !== ""; place = place.slice(0, place.lastIndexOf("/"))) {
      const found = this.#reached.get(place);
      if (found) return ["request", "response"].filter((direction): direction is Direction => found.has(direction as Direction));
    }
    return ["request", "response"];
  }

  /** Reaches the operations of a map of Path Item Objects; `sent` is the direction of their request bodies. */
  #reachItems(contract: unknown, pointer: string, items: unknown, sent: Direction): void {
    for (const [path, item] of Object.entries(objectOf(items))) {
      for (const [method, operation] of Object.entries(objectOf(item))) {
        const place = at(at(pointer, path), method);
        const { parameters, requestBody, responses, callbacks } = objectOf(operation);
        this.#reach(contract, `${place}/parameters`, parameters, sent);
        this.#reach(contract, `${place}/requestBody`, requestBody, sent);
        this.#reach(contract, `${place}/responses`, responses, sent === "request" ? "response" : "request");
        for (const [name, callback] of Object.entries(objectOf(callbacks)))
          this.#reachItems(contract, at(`${place}/callbacks`, name), callback, "response");
      }
    }
  }

  #reach(contract: unknown, pointer: string, value: unknown, direction: Direction): void {
    if (typeof value !== "object" || value === null) return;
    const directions = this.#reached.get(pointer) ?? new Set();
    if (directions.has(direction)) return;
    this.#reached.set(pointer, directions.add(direction));
    for (const [key, child] of Object.entries(value as Obj | readonly unknown[])) {
      if (key === "example" || key === "examples" || key === "links" || key.startsWith("x-")) continue;
      if (key === "$ref" && typeof child === "string") {
        const target = child.slice(1);
        if (!this.#reached.get(target)?.has(direction)) this.#reach(contract, target, valueAt(contract, target), direction);
      } else if (isObject(child) || Array.isArray(child)) this.#reach(contract, at(pointer, key), child, direction);
    }
  }
}
