import type {
  ControlClient,
  KeyImport,
  SigningKeyInfo,
} from '@oauth-lab/kit/admin/control-client.ts'
import { hintFor } from '@oauth-lab/kit/nearest.ts'
import { readClientKey } from './client-key.ts'
import type { ClientKey } from './client-key.ts'
import { CommandFailure, defineCommand } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { style } from './command-line/style.ts'
import { alignRows } from './command-line/table.ts'
import { requirePassphrase } from './passphrase.ts'
import { requireDefinition } from './require-definition.ts'
import { requireOwnServer } from './require-own-server.ts'
import { requireLab } from './running-lab.ts'

const actions = ['list', 'rotate', 'import', 'export'] as const

/** `./lab keys`: the keys with which the authorization server signs, and where each stands in its life. */
export const command = defineCommand({
  usage: 'list | rotate | import <FILE> | export',
  takes: [1, 2],
  words: actions,
  flags: {
    alg: { value: 'ALG', description: 'those that sign with this algorithm; all unless told' },
    kid: { value: 'NAME', description: 'what an imported key is called; a new name unless told' },
    private: {
      description:
        'export the private keys, PEM; a passphrase encrypts them. Else the public ones, JSON',
    },
    json: { description: 'print them as JSON; after a rotation as they are then' },
    sandbox,
    data,
  },
  async run({ positionals: [action, file], flags: { alg, json, kid, private: secret, ...where } }) {
    if ((action === 'import') !== (file !== undefined)) {
      const name = action === 'import' ? 'import needs the file' : `${action} takes no file`
      throw new CommandFailure(`${name}: ./lab keys import FILE`)
    }
    const imported = file === undefined ? undefined : await readClientKey(file)
    const control = (await requireLab(where.data)).control(where.sandbox)
    await requireOwnServer(control, 'its own server keeps its keys')
    if (action !== 'list') await requireDefinition(control)
    if (imported !== undefined) {
      process.stdout.write(await bring(control, imported, kid))
      return
    }
    const before = await control.keys.states()
    const family = alg === undefined ? undefined : familyOf(alg, before)
    const wanted = (keys: readonly SigningKeyInfo[]) =>
      keys.filter((key) => family === undefined || key.family === family)
    if (action === 'export') {
      process.stdout.write(await give(control, { secret, family }))
      return
    }
    if (action === 'rotate') await control.keys.rotate(family === undefined ? {} : { family })
    const keys = action === 'rotate' ? wanted(await control.keys.states()) : wanted(before)
    if (json) process.stdout.write(`${JSON.stringify(keys, null, 2)}\n`)
    else process.stdout.write(action === 'rotate' ? rotated(keys, before) : listed(keys))
  },
})

/** Makes a key of one's own the next one of its family. */
async function bring(
  control: ControlClient,
  { key, kid: own, chain = [] }: ClientKey,
  named: string | undefined,
): Promise<string> {
  const kid = named ?? own
  const before = new Set((await control.keys.states()).map((one) => one.kid))
  await control.keys.import({
    jwk: key.export({ format: 'jwk' }) as KeyImport['jwk'],
    ...(kid !== undefined && { kid }),
    ...(chain.length > 0 && { x5c: chain.map(({ raw }) => raw.toString('base64')) }),
  })
  const fresh = (await control.keys.states()).filter((one) => !before.has(one.kid))
  return inFamilies(fresh, (family) => family.map((one) => `  ${one.kid} ${nextOf(one)}`))
}

async function give(
  control: ControlClient,
  { secret, family }: { secret: boolean; family: SigningKeyInfo['family'] | undefined },
): Promise<string> {
  if (!secret) return `${JSON.stringify(await control.keys.list(), null, 2)}\n`
  const passphrase = await requirePassphrase('Passphrase for the keys')
  const { keys } = await control.keys.export({ passphrase, ...(family && { family }) })
  return keys.map(({ kid, state, pem }) => `${kid} (${state})\n${pem}`).join('\n')
}

/** @throws CommandFailure where no key signs with the algorithm */
function familyOf(alg: string, keys: readonly SigningKeyInfo[]): SigningKeyInfo['family'] {
  const key = keys.find(({ algorithms }) => algorithms.includes(alg))
  if (key !== undefined) return key.family
  const known = [...new Set(keys.flatMap(({ algorithms }) => algorithms))]
  throw new CommandFailure(`no key here signs with ${alg}; ${hintFor(alg, known)}`)
}

/** Of the longest state, so that the families stand below each other. */
const width = 'retiring'.length

function listed(keys: readonly SigningKeyInfo[]): string {
  if (keys.length === 0) return 'no signing key\n'
  return inFamilies(keys, (family) =>
    alignRows(family.map((key) => [`  ${stateOf(key).padEnd(width)}`, key.kid, lifeOf(key)])),
  )
}

/** What a rotation did, and what comes next. */
function rotated(keys: readonly SigningKeyInfo[], before: readonly SigningKeyInfo[]): string {
  const former = new Set(before.filter(({ state }) => state === 'current').map(({ kid }) => kid))
  return inFamilies(keys, (family) =>
    family
      .filter(({ kid, state }) => state !== 'retired' || former.has(kid))
      .map((key) => `  ${key.kid} ${nextOf(key)}`),
  )
}

function nextOf({ state, published, lastExpiry }: SigningKeyInfo): string {
  if (state === 'current') return 'signs from now on'
  if (state === 'next') return 'is published, and signs from the next rotation on'
  return published
    ? `signs no more; it stays published until ${clockTime(lastExpiry)}`
    : 'signs no more; nothing that it signed is still good, so it is not published'
}

/** Each family's lines below the algorithms that its keys sign with. */
function inFamilies(
  keys: readonly SigningKeyInfo[],
  linesOf: (family: readonly SigningKeyInfo[]) => readonly string[],
): string {
  const families = Object.values(Object.groupBy(keys, ({ family }) => family))
  const lines = families.flatMap((family) => [
    `${style.strong(family[0]!.algorithms.join(', '))} ${style.faint(`(${family[0]!.family}, sig)`)}`,
    ...linesOf(family),
  ])
  return `${lines.join('\n')}\n`
}

/** A key that signs no more is retiring as long as somebody may have to verify by it. */
function stateOf({ state, published }: SigningKeyInfo): string {
  return state === 'retired' && published ? 'retiring' : state
}

function lifeOf({
  state,
  published,
  createdAt,
  signsSince,
  retiredAt,
  lastExpiry,
}: SigningKeyInfo) {
  if (state === 'current') return `signs since ${clockTime(signsSince)}`
  if (state === 'next') return `published since ${clockTime(createdAt)}`
  return published
    ? `published until ${clockTime(lastExpiry)}`
    : `not published; signed until ${clockTime(retiredAt)}`
}

/** To the second, UTC. */
function clockTime(iso: string | null): string {
  return iso === null ? '–' : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}
