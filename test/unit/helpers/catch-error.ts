/** Returns the error that the promise rejects with. */
export async function catchError(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "no error",
    (error: unknown) => error,
  );
}
