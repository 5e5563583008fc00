/** A web stream that is async iterable in every runtime. */
export type ByteStream = ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>;

/** Source of a stream's bytes. */
export interface ByteSource {
  /** Reads the next bytes, at least one; `undefined` at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Called once: at the end, after an error, when the consumer cancels, or on abort. Settles a pending `next`. */
  close(): void;
}

/** Creates a stream that does not buffer ahead of its consumer. An abort errors the stream at once with the signal's reason. */
export function createByteStream(source: ByteSource, signal: AbortSignal): ByteStream {
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    signal.removeEventListener("abort", abort);
    source.close();
  };
  let abort = (): void => {};
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        abort = () => {
          controller.error(signal.reason);
          close();
        };
        if (signal.aborted) abort();
        else signal.addEventListener("abort", abort, { once: true });
      },
      async pull(controller) {
        try {
          const bytes = await source.next();
          if (bytes !== undefined) return controller.enqueue(bytes);
          close();
          controller.close();
        } catch (error) {
          close();
          throw error;
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
  return withAsyncIterator(stream);
}

function withAsyncIterator(stream: ReadableStream<Uint8Array>): ByteStream {
  if (!(Symbol.asyncIterator in stream)) Object.defineProperty(stream, Symbol.asyncIterator, { value: () => readChunks(stream) });
  return stream as ByteStream;
}

async function* readChunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield chunk.value;
  } finally {
    // after the last chunk this has no effect
    await reader.cancel();
  }
}
