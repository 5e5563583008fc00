import type { Operation } from "../../core/operation.js";
import { type Contract, exampleBody, idProperty } from "../contract.js";
import { createRandom } from "../random.js";
import { bodyOf, type RequestContext } from "../request-context.js";
import { documentedError, documentedResponse, isRecord, jsonResponse, type SandboxResponse } from "../response.js";
import { isVisibleTo, type Owner } from "../tasks/tasks.js";
import { type Entry, selectEntries } from "./select-entries.js";
import type { Uploads } from "./uploads.js";

type Values = Readonly<Record<string, unknown>>;

/** A resource that a client has created, or a preset asset. */
export interface Resource {
  readonly id: string;
  /** Path of the operations that create and list it. */
  readonly collection: string;
  /** Absent for presets, which every project sees. */
  readonly owner?: Owner;
  body: Values;
  readonly created: number;
  updated: number;
}

/** The resources of a sandbox: assets and saved scripts. */
export interface Resources {
  /** Handles an operation with the role `resource`, or `asset` for an asset that is not the result of a task. */
  handle(context: RequestContext, parameters: Values, others?: readonly Values[]): SandboxResponse;
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
  const collectionOf = ({ path }: Operation): string => (idProperty({ path }) === "" ? path : parentPath(path));
  for (const operation of Object.values(contract.operations)) {
    const item = itemOf(operation.path);
    if (operation.method !== "GET" || item === undefined || (item.role !== "asset" && item.role !== "resource")) continue;
    const { entries } = entriesOf(exampleBody(contract, operation));
    for (const body of item.role === "asset" ? entries : [exampleBody(contract, item)]) {
      const id = String(body[idProperty(item)]);
      const time = Date.parse(String(body["create_time"]));
      resources.set(id, { id, collection: operation.path, body, created: time, updated: time });
    }
  }
  const find: Resources["find"] = (idName, id, owner) => {
    const resource = resources.get(String(id));
    const item = resource && itemOf(resource.collection);
    if (resource === undefined || item === undefined || idProperty(item) !== idName) return undefined;
    return resource.owner === undefined || isVisibleTo({ owner: resource.owner }, owner) ? resource : undefined;
  };
  const serialize = ({ id, collection, body, created, updated, owner }: Resource, { url, now }: RequestContext): Values => {
    const item = itemOf(collection);
    const time = (value: number): string => `${new Date(value).toISOString().slice(0, 19)}Z`;
    return {
      ...(item?.role !== "asset" && { script_name: id }),
      ...(item?.role === "asset" && owner && { project_id: owner.project, app_user_id: owner.appUser, asset_state: "CREATING" }),
      ...body,
      [item ? idProperty(item) : ""]: id,
      create_time: time(created),
      update_time: time(updated),
      ...uploads.serialize(id, body, url.host, now),
    };
  };
  const save = (context: RequestContext, resource: Resource): SandboxResponse => {
    const { operation, url, now } = context;
    const item = itemOf(resource.collection);
    resources.set(resource.id, resource);
    const audio_files = uploads.audioFiles(resource.id, resource.body, url.host, now);
    return documentedResponse(contract, operation, { [item ? idProperty(item) : ""]: resource.id, audio_files });
  };
  const show = (context: RequestContext): Resource | undefined => {
    const name = idProperty(context.operation);
    return find(name, context.pathParameters[name], context.owner);
  };
  return {
    find,
    handle: (context, parameters, others = []) => {
      const { operation, owner, now } = context;
      const body = bodyOf(context);
      const collection = collectionOf(operation);
      if (operation.method === "POST") return save(context, { id: random.hex(32), collection, owner, body, created: now, updated: now });
      if (collection === operation.path) {
        const own = [...resources.values()].filter(
          (resource) =>
            resource.collection === collection && (resource.owner === undefined || isVisibleTo({ owner: resource.owner }, owner)),
        );
        const entries: Entry[] = own.map((resource) => ({
          isPreset: resource.owner === undefined && resource.body["project_id"] === undefined,
          values: withoutScenes(serialize(resource, context)),
        }));
        const all = [...entries, ...others.map((values) => ({ isPreset: false, values }))];
        const { name } = entriesOf(exampleBody(contract, operation));
        const { count, page } = selectEntries(all, operation, parameters);
        return jsonResponse(200, { count, [name]: page });
      }
      const resource = show(context);
      if (resource === undefined) return documentedError(contract, operation, 404);
      if (operation.method === "GET") return jsonResponse(200, serialize(resource, context));
      return save(context, { ...resource, body, updated: now });
    },
  };
}

/** Finds the array in the documented response of a list: its name and its entries. */
function entriesOf(body: Values): { readonly name: string; readonly entries: readonly Values[] } {
  const [name = "", entries] = Object.entries(body).find(([, value]) => Array.isArray(value)) ?? [];
  return { name, entries: (Array.isArray(entries) ? entries : []).filter(isRecord) };
}

/** A list of saved scripts contains their settings only. */
function withoutScenes({ shoot_scripts: _, audio_files: __, ...entry }: Values): Values {
  return entry;
}

const parentPath = (path: string): string => path.replace(/\/\{[^}]*\}$/, "");
