import type { Obj } from "../../core/json-equal.js";
import type { Operation } from "../../core/operation.js";
import { formatTime } from "../clock.js";
import { type Contract, exampleBody, idProperty } from "../contract.js";
import { type Entry, entriesOf, listEntries } from "../list-entries.js";
import { createRandom } from "../random.js";
import { bodyOf, type RequestContext } from "../request-context.js";
import { documentedError, documentedResponse, jsonResponse, type SandboxResponse } from "../response.js";
import { isVisibleTo, type Owner } from "../tasks/tasks.js";
import type { Uploads } from "./uploads.js";

/** A resource that a client has created, or a preset asset. */
export interface Resource {
  readonly id: string;
  /** The operation that shows it. */
  readonly item: Operation;
  /** Absent for presets, which every project sees. */
  readonly owner?: Owner;
  readonly body: Obj;
  readonly created: number;
  readonly updated: number;
}

/** The resources of a sandbox: assets and saved scripts. */
export interface Resources {
  /** Handles an operation with the role `resource`, or `asset` for an asset that is not the result of a task. */
  handle(context: RequestContext, parameters: Obj, videos?: readonly Obj[]): SandboxResponse;
  /** Finds a resource by an ID of this name, for example `asset_id`. */
  find(idName: string, id: unknown, owner: Owner): Resource | undefined;
}

/**
 * Creates the store. The assets of the documented list and the documented script are presets; assets without `project_id` belong to the
 * service.
 */
export function createResources(contract: Contract, seed: number, uploads: Uploads): Resources {
  const random = createRandom(seed, "resources");
  const resources = new Map<string, Resource>();
  const items = Object.values(contract.operations).filter(({ path }) => idProperty({ path }) !== "");
  const itemOf = (collection: string): Operation | undefined => items.find(({ path }) => parentPath(path) === collection);
  for (const operation of Object.values(contract.operations)) {
    const item = itemOf(operation.path);
    if (operation.method !== "GET" || item === undefined || (item.role !== "asset" && item.role !== "resource")) continue;
    const { entries } = entriesOf(exampleBody(contract, operation));
    for (const body of item.role === "asset" ? entries : [exampleBody(contract, item)]) {
      const id = String(body[idProperty(item)]);
      const time = Date.parse(String(body["create_time"]));
      resources.set(id, { id, item, body, created: time, updated: time });
    }
  }
  const isVisible = (resource: Resource, owner: Owner): boolean =>
    resource.owner === undefined || isVisibleTo({ owner: resource.owner }, owner);
  const find: Resources["find"] = (idName, id, owner) => {
    const resource = resources.get(String(id));
    return resource !== undefined && idProperty(resource.item) === idName && isVisible(resource, owner) ? resource : undefined;
  };
  const serialize = ({ id, item, body, created, updated, owner }: Resource, { url, now }: RequestContext): Obj => ({
    ...(item.role !== "asset" && { script_name: id }),
    ...(item.role === "asset" && owner && { project_id: owner.project, app_user_id: owner.appUser, asset_state: "CREATING" }),
    ...body,
    [idProperty(item)]: id,
    create_time: formatTime(created),
    update_time: formatTime(updated),
    ...uploads.serialize(id, body, url.host, now),
  });
  const save = ({ operation, url, now }: RequestContext, resource: Resource): SandboxResponse => {
    const { id, item, body } = resource;
    resources.set(id, resource);
    return documentedResponse(contract, operation, { [idProperty(item)]: id, audio_files: uploads.audioFiles(id, body, url.host, now) });
  };
  return {
    find,
    handle: (context, parameters, videos = []) => {
      const { operation, owner, now, pathParameters } = context;
      const body = bodyOf(context);
      const item = itemOf(operation.path);
      if (operation.method === "POST" && item !== undefined)
        return save(context, { id: random.hex(32), item, owner, body, created: now, updated: now });
      if (item !== undefined) {
        const own = [...resources.values()].filter((resource) => resource.item === item && isVisible(resource, owner));
        const entries = own.map((resource): Entry => {
          const isPreset = resource.owner === undefined && resource.body["project_id"] === undefined;
          // a list of saved scripts contains their settings only
          const { shoot_scripts: _, audio_files: __, ...values } = serialize(resource, context);
          return { id: resource.id, created: resource.created, isPreset, values };
        });
        const others = videos.map((values): Entry => ({ id: String(values["asset_id"]), created: now, isPreset: false, values }));
        return jsonResponse(200, listEntries(contract, operation, parameters, { entries: [...entries, ...others], now }));
      }
      const resource = find(idProperty(operation), pathParameters[idProperty(operation)], owner);
      if (resource === undefined) return documentedError(contract, operation, 404);
      return operation.method === "GET"
        ? jsonResponse(200, serialize(resource, context))
        : save(context, { ...resource, body, updated: now });
    },
  };
}

const parentPath = (path: string): string => path.replace(/\/\{[^}]*\}$/, "");
