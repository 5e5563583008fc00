import type {
  CreateVideoScriptsReq,
  CreateVideoScriptsResponse,
  ShowVideoScriptResponse,
  VideoScriptBaseInfo,
} from "../../generated/types.js";
import type { AssetContext } from "../assets/context.js";
import type { UploadSource } from "../assets/upload.js";
import type { ApiPromise, CallOptions } from "../core/operation-call.js";
import type { ScriptFilter } from "./list.js";
import type { AudioProperties, UploadedAudio } from "./upload-audio.js";

/** Methods for saved scripts. */
export interface Scripts {
  /** Saves the settings and scenes of a video. The response has an upload URL for each audio-driven scene; see `uploadAudio`. */
  create(script: CreateVideoScriptsReq, options?: CallOptions): ApiPromise<CreateVideoScriptsResponse>;
  /** Gets a saved script with its scenes. */
  get(scriptId: string, options?: CallOptions): ApiPromise<ShowVideoScriptResponse>;
  /** Replaces a saved script. Pass the complete script: whether omitted properties keep their value is not documented. */
  update(scriptId: string, script: CreateVideoScriptsReq, options?: CallOptions): ApiPromise<CreateVideoScriptsResponse>;
  /** Lists the saved scripts that match the filter, without their scenes. */
  list(filter?: ScriptFilter, options?: CallOptions): AsyncIterable<VideoScriptBaseInfo>;
  /**
   * Uploads a recording (MP3, WAV or M4A, at most 100 MB) for a scene, and makes the scene audio-driven. A video created with the
   * `script_id` then uses it.
   *
   * Rejects with `ConfigurationError` if the script has no such scene or the file cannot be read, and with `UploadError` if its
   * bytes do not arrive.
   */
  uploadAudio(scriptId: string, source: UploadSource, properties?: AudioProperties, options?: CallOptions): Promise<UploadedAudio>;
}

/** Creates `client.scripts`. */
export function createScripts(context: AssetContext): Scripts {
  const methods = context.methods();
  return {
    create: (body, options) => methods.createVideoScripts({ body }, options),
    get: (script_id, options) => methods.showVideoScript({ script_id }, options),
    update: (script_id, body, options) => methods.updateVideoScript({ script_id, body }, options),
    async *list(filter = {}, options = {}) {
      const { listScripts } = await import("./list.js");
      yield* listScripts(filter, options, context);
    },
    async uploadAudio(scriptId, source, properties = {}, options = {}) {
      options.signal?.throwIfAborted();
      const { uploadAudio } = await import("./upload-audio.js");
      return uploadAudio(scriptId, source, properties, options, context);
    },
  };
}
