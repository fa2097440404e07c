import type { Store } from './store.ts'

/**
 * Does work for which no answer waits, and resolves once what it wrote is safe: else that would wait for the
 * commit of a later request, and a failure would be told to who made that. Rejects when it was lost.
 */
export async function settle(
  store: Pick<Store<object>, 'mark' | 'settled'>,
  work: () => Promise<void>,
): Promise<void> {
  const mark = store.mark()
  await work()
  await store.settled(mark)
}
