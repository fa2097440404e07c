import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { settle } from '@oauth-lab/kit/store/settle.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { AccessTokenRow, Tables } from '../store/tables.ts'

/** What is noted waits so long for others, milliseconds of real time. */
const pause = 1000

/** Who was told last that an access token lives, and when: for the inventory, never for a decision. */
export interface LastIntrospections {
  /** Notes it without a statement, so that no answer waits for a commit. A crash loses a second of it. */
  note(sandbox: Sandbox, token: Pick<AccessTokenRow, 'token_hash'>, clientId: string): void
  /** Writes what was noted. */
  flush(): Promise<void>
}

type Noted = { sandbox: string; hash: string; at: number; by: string }

const writeLast = statement<DatabaseTables, Noted>((db, slot) =>
  db
    .updateTable('access_tokens')
    .set({ introspected_at: slot('at'), introspected_by: slot('by') })
    .where('sandbox', '=', slot('sandbox'))
    .where('token_hash', '=', slot('hash')),
)

export function createLastIntrospections(
  store: Pick<Store<Tables>, 'db' | 'mark' | 'settled'>,
  onError: (error: unknown) => void,
): LastIntrospections {
  /** By sandbox and hash: of many introspections of one token the last is written. */
  let waiting = new Map<string, Noted>()
  let timer: NodeJS.Timeout | undefined
  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
    const noted = waiting
    waiting = new Map()
    for (const one of noted.values()) await writeLast(store.db, one)
  }
  return {
    note({ id: sandbox, clock }, { token_hash: hash }, by) {
      waiting.set(`${sandbox} ${hash}`, { sandbox, hash, at: clock.now(), by })
      timer ??= setTimeout(() => {
        settle(store, flush).catch(onError)
      }, pause).unref()
    },
    flush,
  }
}
