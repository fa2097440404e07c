import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'

/** A pinned flow as this browser keeps it, its secrets hidden. */
export interface PinnedFlow {
  id: string
  name: string
  client?: string
  entries: ShownEntry[]
  /** When it was kept last: milliseconds since 1970. */
  keptAt: number
}

/** Of more pinned flows the one that was kept longest ago goes. */
const most = 50

const store = 'flows'

/** The pinned flows of one sandbox in this browser (Indexed Database API). */
export function openPinned(place: string) {
  let database: Promise<IDBDatabase> | undefined
  const open = () => (database ??= opened(place))
  const run = async <Result>(
    mode: IDBTransactionMode,
    work: (flows: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> => resultOf(work((await open()).transaction(store, mode).objectStore(store)))
  const all = (): Promise<PinnedFlow[]> => run('readonly', (flows) => flows.getAll())
  const remove = (id: string) => run('readwrite', (flows) => flows.delete(id))
  return {
    all,
    remove,
    async put(flow: PinnedFlow): Promise<void> {
      await run('readwrite', (flows) => flows.put(flow))
      const kept = (await all()).sort((a, b) => b.keptAt - a.keptAt)
      for (const { id } of kept.slice(most)) await remove(id)
    },
  }
}

async function opened(place: string): Promise<IDBDatabase> {
  const request = indexedDB.open(place, 1)
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(store, { keyPath: 'id' })
  })
  return await resultOf(request)
}

function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () =>
      reject(request.error ?? new Error('The browser keeps nothing.')),
    )
  })
}
