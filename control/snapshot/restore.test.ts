import { deepEqual, match, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import type { LabParts, PartName } from './lab-parts.ts'
import { restore } from './restore.ts'
import { save } from './save.ts'

const names: readonly PartName[] = ['authserver', 'resserver', 'client', 'control']
const sandbox = {
  origin: 'https://lab.test',
  base: 'https://lab.test',
  clock: { now: () => 0 },
} as Sandbox
// At an external server there are no passwords to set.
const context = { roles: { isOwn: () => true } } as unknown as ControlContext

/** Roles that keep a text each. The client stores nothing as often as told, nor answers after it stored once. */
function openParts({ fails = 0, silent = 0 }: { fails?: number; silent?: number }) {
  const held = Object.fromEntries(names.map((name) => [name, `${name} before`]))
  const parts: LabParts = {
    names,
    save: (_sandbox, name) => Promise.resolve(held[name]),
    examine: () => Promise.resolve({ rewritten: 0, left: [] }),
    restore(_sandbox, name, _from, part) {
      const noAnswer = () =>
        Promise.reject(new AdminError(502, 'bad_gateway', `The ${name} does not answer.`))
      if (name === 'client' && fails > 0) {
        fails -= 1
        return noAnswer()
      }
      held[name] = part as string
      if (name !== 'client' || silent === 0) return Promise.resolve({ rewritten: 0, left: [] })
      silent -= 1
      return noAnswer()
    },
  }
  return { held, parts }
}

/** A snapshot of other texts. */
async function otherSnapshot() {
  const { held, parts } = openParts({})
  for (const name of names) held[name] = `${name} saved`
  return { snapshot: await save(parts, sandbox), roles: { ...held } }
}

test('a snapshot is restored in all roles', async () => {
  const { snapshot, roles } = await otherSnapshot()
  const { held, parts } = openParts({})
  const { rewritten, left } = await restore(context, parts, sandbox, snapshot)
  deepEqual([rewritten, left], [0, []])
  deepEqual(held, roles)
})

for (const [what, failing] of Object.entries({
  'does not store its part': { fails: 1 },
  'stores its part and does not answer': { silent: 1 },
})) {
  test(`where a role ${what}, every role gets back what it held`, async () => {
    const { snapshot } = await otherSnapshot()
    const { held, parts } = openParts(failing)
    const before = { ...held }
    await rejects(restore(context, parts, sandbox, snapshot), (error: AdminError) => {
      deepEqual([error.status, error.code], [502, 'bad_gateway'])
      match(error.message, /Nothing was restored.*The client does not answer/)
      return true
    })
    deepEqual(held, before)
  })
}

test('where a role stays away, it is named, and the others have what they held', async () => {
  const { snapshot } = await otherSnapshot()
  const { held, parts } = openParts({ fails: 2 })
  const before = { ...held }
  await rejects(restore(context, parts, sandbox, snapshot), (error: AdminError) => {
    deepEqual([error.status, error.code], [502, 'restored_in_part'])
    match(error.message, /The client does not answer\..* did not take it: client\./)
    return true
  })
  deepEqual(held, before)
})
