import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { text as readAll } from 'node:stream/consumers'
import type { HarEntry } from '@oauth-lab/explain/har/har.ts'
import { NotHar, readHar } from '@oauth-lab/explain/har/read-har.ts'
import { NotCurl, readCurl } from '@oauth-lab/explain/paste/read-curl.ts'
import { readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { CommandFailure } from './command-line/command.ts'

/** What shall be explained, and from where each entry comes. */
export type ExplainInput = {
  /** The file of an entry, and its place in that file from 0. */
  placeOf(entry: number): { uri: string; entry: number }
} & ({ kind: 'har' | 'request'; entries: HarEntry[] } | { kind: 'jwt'; jwt: string })

/**
 * Reads a file or folder of HARs, `-` for what comes in, or what was pasted: a curl command, a URL, a JWT.
 * @throws CommandFailure that says what it is instead
 */
export async function readExplainInput(given: string): Promise<ExplainInput> {
  if (given === '-') {
    const text = await readAll(process.stdin)
    return readPasted(text.trim()) ?? fromFiles([{ name: 'standard input', uri: 'stdin', text }])
  }
  const found = await stat(given).catch(() => undefined)
  if (found?.isDirectory()) return fromFiles(await readFolder(given))
  if (found !== undefined) return fromFiles([await readOne(given)])
  const pasted = readPasted(given.trim())
  if (pasted !== undefined) return pasted
  throw new CommandFailure(
    `there is no file ${shortened(given)}, and it is no curl command, URL or JWT`,
  )
}

interface HarFile {
  name: string
  uri: string
  text: string
}

async function readFolder(folder: string): Promise<HarFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.har')).sort()
  if (names.length === 0) throw new CommandFailure(`${folder} holds no file that ends in .har`)
  return Promise.all(names.map((name) => readOne(join(folder, name))))
}

async function readOne(path: string): Promise<HarFile> {
  try {
    const text = await readFile(path, 'utf8')
    return { name: path, uri: pathToFileURL(path).href, text }
  } catch (error) {
    throw new CommandFailure(`${path} can't be read: ${(error as Error).message}`, { cause: error })
  }
}

function fromFiles(files: HarFile[]): ExplainInput {
  const places: { uri: string; entry: number }[] = []
  const entries = files.flatMap(({ name, uri, text }) => {
    const { log } = harOf(name, text)
    log.entries.forEach((_, entry) => places.push({ uri, entry }))
    return log.entries
  })
  return { kind: 'har', entries, placeOf: (entry) => places[entry]! }
}

function harOf(name: string, text: string) {
  try {
    return readHar(text)
  } catch (error) {
    if (!(error instanceof NotHar)) throw error
    throw new CommandFailure(`${name}: ${error.message}`, { cause: error })
  }
}

function readPasted(text: string): ExplainInput | undefined {
  const placeOf = () => ({ uri: 'pasted', entry: 0 })
  if (readJwt(text) !== undefined) return { kind: 'jwt', jwt: text, placeOf }
  const entry = readRequest(text)
  if (entry === undefined) return undefined
  // Times are told beside now.
  const startedDateTime = new Date().toISOString()
  return { kind: 'request', entries: [{ ...entry, startedDateTime }], placeOf }
}

function readRequest(text: string): HarEntry | undefined {
  if (/^curl\s/.test(text)) return curlOf(text)
  const isUrl = /^[a-z][\w+.-]*:\/?[^\s]+$/i.test(text) && URL.canParse(text)
  return isUrl ? { request: { method: 'GET', url: text } } : undefined
}

function curlOf(text: string): HarEntry {
  try {
    return readCurl(text)
  } catch (error) {
    if (!(error instanceof NotCurl)) throw error
    throw new CommandFailure(error.message, { cause: error })
  }
}

/** What was pasted may be a secret: a message repeats its beginning alone. */
function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 20)}…` : text
}
