import { pathToFileURL } from "node:url";
import { bundleForNode } from "../lib/bundle.js";

// a bundle, because the module loader of the scripts cannot import one file from many concurrent calls
await import(pathToFileURL(await bundleForNode("batch", 'import "./batch/measure.js";')).href);
