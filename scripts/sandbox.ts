import { sandboxId } from '@oauth-lab/kit/sandbox.ts'
import { defineCommand, UsageError } from './command-line/command.ts'
import { data } from './command-line/flags.ts'
import { formatDuration, parseDuration } from './command-line/duration.ts'
import { alignRows } from './command-line/table.ts'
import { requireLab } from './running-lab.ts'

/** The longest life that the control API gives a sandbox, seconds. */
const longest = 30 * 24 * 3600

/** `./lab sandbox create|list|delete`: sandboxes of the running lab, a whole lab each. */
export const command = defineCommand({
  usage: 'create | list | delete <id>',
  takes: [1, 2],
  words: ['create', 'list', 'delete'],
  flags: {
    id: {
      value: 'ID',
      description: 'create: 4 to 12 characters of a-z, 0-9 and -',
      read: readId,
    },
    lifetime: {
      value: 'TIME',
      description: 'create: for example 30m, 8h or 7d; 1h unless told',
      read: readLifetime,
    },
    blank: { description: 'create: users and nothing else, no server definition, no clients' },
    seed: { value: 'SEED', description: 'create: makes ids and secrets repeatable' },
    data,
  },
  async run({ positionals, flags }) {
    const [action, id] = positionals
    const { data: folder, ...creation } = flags
    requireSense(action!, id, creation)
    const { sandboxes } = (await requireLab(folder)).control()
    if (action === 'create') {
      const { base } = await sandboxes.create(creation)
      process.stdout.write(`${base}\n`)
    } else if (action === 'delete') {
      await sandboxes.delete(id!)
      process.stdout.write(`deleted ${id}\n`)
    } else {
      const rows = (await sandboxes.list()).map((sandbox) => [
        sandbox.id,
        `${sandbox.base}/`,
        sandbox.expiresAt === null
          ? ''
          : `ends in ${formatDuration(Date.parse(sandbox.expiresAt) - Date.now())}`,
        sandbox.blank ? 'blank' : '',
      ])
      process.stdout.write(`${alignRows(rows).join('\n')}\n`)
    }
  },
})

function requireSense(action: string, id: string | undefined, creation: object): void {
  const problems: string[] = []
  const given = Object.entries(creation).flatMap(([name, value]) => (value ? [name] : []))
  if (action === 'delete' && id === undefined) problems.push('say which: sandbox delete <id>')
  if (action !== 'delete' && id !== undefined) {
    problems.push(`sandbox ${action} takes no argument; create takes --id`)
  }
  if (action !== 'create') {
    for (const name of given) problems.push(`--${name} is for sandbox create`)
  }
  if (problems.length > 0) throw new UsageError(problems, 'sandbox')
}

function readId(text: string): string {
  if (!sandboxId.test(text)) {
    throw new Error(`takes 4 to 12 characters of a-z, 0-9 and -, not ${text}`)
  }
  return text
}

function readLifetime(text: string): number {
  const seconds = parseDuration(text)
  if (seconds === undefined) throw new Error(`is like 30m, 8h or 7d, not ${text}`)
  if (seconds < 1 || seconds > longest) throw new Error(`is from 1s to 30d, not ${text}`)
  return seconds
}
