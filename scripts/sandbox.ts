import { UsageError } from './command-line/command.ts'
import type { Input } from './command-line/command.ts'
import { formatDuration, parseDuration } from './command-line/duration.ts'
import { alignRows } from './command-line/table.ts'
import { requireLab } from './running-lab.ts'

/** `./lab sandbox create|list|delete`: sandboxes of the running lab, a whole lab each. */
export async function run({ positionals, values }: Input): Promise<void> {
  const [action, id] = positionals
  requireSense(action!, id, values)
  const options = { ...readCreation(values) }
  const { sandboxes } = (await requireLab(values['data'])).control()
  if (action === 'create') {
    const { base } = await sandboxes.create(options)
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
    ])
    process.stdout.write(`${alignRows(rows).join('\n')}\n`)
  }
}

function requireSense(action: string, id: string | undefined, values: Input['values']): void {
  const problems: string[] = []
  if (action === 'delete' && id === undefined) problems.push('say which: sandbox delete <id>')
  if (action !== 'delete' && id !== undefined) {
    problems.push(`sandbox ${action} takes no argument; create takes --id`)
  }
  if (action !== 'create') {
    for (const name of ['id', 'lifetime', 'seed']) {
      if (values[name] !== undefined) problems.push(`--${name} is for sandbox create`)
    }
  }
  if (problems.length > 0) throw new UsageError(problems, 'sandbox')
}

function readCreation({ id, lifetime, seed }: Input['values']) {
  const seconds = lifetime === undefined ? undefined : parseDuration(lifetime)
  if (lifetime !== undefined && seconds === undefined) {
    throw new UsageError([`--lifetime is like 30m, 8h or 7d, not ${lifetime}`], 'sandbox')
  }
  return {
    ...(id !== undefined && { id }),
    ...(seconds !== undefined && { lifetime: seconds }),
    ...(seed !== undefined && { seed }),
  }
}
