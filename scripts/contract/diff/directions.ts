import { isObject, type Obj } from "../../../src/core/json-equal.js";
import type { Direction } from "../../../src/validation/classify-issues.js";
import { valueAt } from "./contract.js";
import { at, objectOf } from "./walk.js";

/** Which parts of a contract are sent by callers, and which are received: pointers of everything that the operations reach. */
export class Directions {
  readonly #reached = new Map<string, Set<Direction>>();

  constructor(contracts: readonly unknown[]) {
    for (const contract of contracts) {
      for (const [section, sent] of [
        ["paths", "request"],
        ["webhooks", "response"],
      ] as const) {
        for (const [path, item] of Object.entries(objectOf(objectOf(contract)[section]))) {
          for (const [method, operation] of Object.entries(objectOf(item))) {
            const pointer = at(at(`/${section}`, path), method);
            const { parameters, requestBody, responses } = objectOf(operation);
            this.#reach(contract, `${pointer}/parameters`, parameters, sent);
            this.#reach(contract, `${pointer}/requestBody`, requestBody, sent);
            this.#reach(contract, `${pointer}/responses`, responses, sent === "request" ? "response" : "request");
          }
        }
      }
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
