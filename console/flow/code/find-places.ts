import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the code of checks and messages stands: `folder/file.ts:line`, by their ids. */
export interface CodePlaces {
  checks: Readonly<Record<string, readonly string[]>>
  messages: Readonly<Record<string, readonly string[]>>
}

const folders = ['authserver', 'client', 'resserver', 'control', 'kit']
const skipped = /(?:\.test\.ts|\/testing\/|\/dist\/|node_modules)/

/**
 * Looks for the lines that make each check and that serve each message. A check whose id is put together of
 * others has the row of its catalogue.
 * @param root the repository
 */
export async function findPlaces(root: string): Promise<CodePlaces> {
  const made = new Map<string, string[]>()
  const defined = new Map<string, string[]>()
  const messages = new Map<string, string[]>()
  for (const folder of folders) {
    for (const file of await filesOf(root, folder)) {
      const lines = (await readFile(join(root, file), 'utf8')).split('\n')
      for (const [index, line] of lines.entries()) {
        const place = `${file}:${index + 1}`
        for (const [, id] of line.matchAll(/'([a-z]+(?:-[a-z\d]+)*\.[a-z\d]+(?:-[a-z\d]+)*)'/g)) {
          const isRow = line.trimStart().startsWith(`'${id}': {`)
          note(isRow ? defined : made, id!, place)
        }
        const message = /^\s*message: '([^']+)'/.exec(line)?.[1]
        if (message !== undefined) note(messages, message, place)
      }
    }
  }
  const checks = [...defined].map(([id, rows]) => [id, made.get(id) ?? rows] as const)
  return { checks: Object.fromEntries(checks), messages: Object.fromEntries(messages) }
}

async function filesOf(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true })
  return entries
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts') && !skipped.test(name))
    .sort()
}

function note(places: Map<string, string[]>, id: string, place: string): void {
  const known = places.get(id)
  if (known === undefined) places.set(id, [place])
  else known.push(place)
}
