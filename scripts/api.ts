import { CommandFailure, defineCommand, UsageError } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { requireLab } from './running-lab.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** `./lab api`: calls an API of the lab as its administrator, and prints what it answers. */
export const command = defineCommand({
  usage: 'METHOD PATH [JSON]',
  takes: [2, 3],
  words: methods,
  flags: {
    'if-match': { value: 'ETAG', description: 'only if it is still what had this ETag' },
    sandbox,
    data,
  },
  async run({ positionals, flags }) {
    const [method, path, json] = positionals as [string, string, string?]
    requireApiPath(path)
    if (json !== undefined) requireJson(json)
    const lab = await requireLab(flags.data)
    const { base } = lab.control(flags.sandbox)
    const etag = flags['if-match']
    const response = await lab.fetch(base + path, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${lab.file.token}`,
        ...(json !== undefined && { 'content-type': typeOf(method) }),
        ...(etag !== undefined && { 'if-match': etag }),
      },
      ...(json !== undefined && { body: json }),
    })
    const text = await response.text()
    if (!response.ok) throw new CommandFailure(refusal(response.status, text))
    if (text !== '') process.stdout.write(`${pretty(text)}\n`)
  },
})

function requireApiPath(path: string): void {
  if (/^\/(?:control|[a-z]+\/admin)\/api\//.test(path)) return
  const example = '/authserver/admin/api/configuration or /control/api/clock'
  throw new UsageError(
    [`PATH is that of an API below the lab's address, such as ${example}`],
    'api',
  )
}

function requireJson(text: string): void {
  try {
    JSON.parse(text)
  } catch (error) {
    throw new UsageError([`JSON cannot be read: ${(error as Error).message}`], 'api')
  }
}

/** A change of a document is a merge patch (RFC 7396). */
function typeOf(method: string): string {
  return method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
}

/** What was refused, with every problem of the document. */
function refusal(status: number, text: string): string {
  const { error_description: words = text, problems = [] } = read(text)
  const lines = problems.map(({ path, message }) => `  ${path}: ${message}`)
  return [`the lab answered ${status}: ${words}`, ...lines].join('\n')
}

interface Refused {
  error_description?: string
  problems?: { path: string; message: string }[]
}

function read(text: string): Refused {
  try {
    return JSON.parse(text) as Refused
  } catch {
    return {}
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
