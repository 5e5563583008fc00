/** A web stream that can also be looped over where the runtime's own cannot. */
export type ByteStream = ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>;

/** Where the bytes come from. */
export interface ByteSource {
  /** The next bytes, at least one; `undefined` at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Called once, when nobody reads any more: at the end, after a fault, when the reader leaves, on abort. Ends `next`. */
  close(): void;
}

/** The bytes as a stream that reads nothing ahead. An abort of the signal errors it at once with the signal's reason. */
export function byteStream(source: ByteSource, signal: AbortSignal): ByteStream {
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    signal.removeEventListener("abort", abort);
    source.close();
  };
  let abort = (): void => {};
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        abort = () => {
          controller.error(signal.reason);
          end();
        };
        if (signal.aborted) abort();
        else signal.addEventListener("abort", abort, { once: true });
      },
      async pull(controller) {
        try {
          const bytes = await source.next();
          if (bytes !== undefined) return controller.enqueue(bytes);
          end();
          controller.close();
        } catch (error) {
          end();
          throw error;
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
  return loopable(stream);
}

function loopable(stream: ReadableStream<Uint8Array>): ByteStream {
  if (!(Symbol.asyncIterator in stream)) Object.defineProperty(stream, Symbol.asyncIterator, { value: () => chunks(stream) });
  return stream as ByteStream;
}

async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    // at the end there is nothing left to cancel
    await reader.cancel();
  }
}
