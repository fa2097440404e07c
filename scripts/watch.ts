import { partyNames } from '@oauth-lab/explain/catalogue/messages.ts'
import { toText } from '@oauth-lab/explain/diagram/to-text.ts'
import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import { explainExchange } from '@oauth-lab/explain/explanation/explain-exchange.ts'
import type { Explanation } from '@oauth-lab/explain/explanation/explain-exchange.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { defineCommand } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { stopSignal } from './command-line/stop-signal.ts'
import { style } from './command-line/style.ts'
import { filterOf, recordingFlags } from './recording-flags.ts'
import { requireLab } from './running-lab.ts'

/** `./lab watch`: one line a message, while the lab works. */
export const command = defineCommand({
  flags: {
    ...recordingFlags,
    verbose: { description: 'open each message: every part with its meaning and clause' },
    sandbox,
    data,
  },
  async run({ flags }) {
    const lab = await requireLab(flags.data)
    const { recording } = lab.control(flags.sandbox)
    const { signal } = stopSignal()
    process.stderr.write(`${style.faint('Messages as they happen; Ctrl-C ends it.')}\n`)
    if (isPlain(lab.file)) {
      process.stderr.write(
        `${style.bad('Without TLS')}: each message is told so, connection.tls.\n`,
      )
    }
    for await (const entry of recording.follow(filterOf(flags), signal)) {
      process.stdout.write(`${write(entry, flags.verbose)}\n`)
    }
  },
})

function write(entry: ShownEntry, verbose: boolean): string {
  const explanation = explainExchange(entry)
  const lines = [lineOf(entry, explanation), ...explanation.checks.flatMap(checkLine)]
  if (!verbose) return lines.join('\n')
  // Its messages alone: what is found in a recording needs the whole of it.
  const report = { ...explainRecording([entry]), findings: [] }
  const [, ...parts] = toText(report, { verbose, paint: style }).split('\n\n')[0]!.split('\n')
  return [...lines, ...parts.slice(1), ''].join('\n')
}

const widest = Math.max(...Object.values(partyNames).map(({ length }) => length))

function lineOf({ _oauth, request }: ShownEntry, explanation: Explanation): string {
  const { from, to, channel, message, response, status, checks } = explanation
  const time = new Date(_oauth.startedAt).toISOString().slice(11, 23)
  const name = message?.name ?? `${request.method} ${new URL(request.url).pathname}`
  const isBad =
    status >= 400 ||
    checks.some(({ outcome }) => outcome === 'failed') ||
    (status === 0 && _oauth.notSeen !== true)
  const outcome = isBad ? style.bad(_oauth.failure ?? response.short) : response.short
  const by = _oauth.external ? style.faint('  external program') : ''
  const way = `${partyNames[from].padStart(widest)} → ${partyNames[to].padEnd(widest)}`
  return `${style.faint(time)}  ${way}  ${style.faint(channel.padEnd(5))}  ${style.strong(name)}  ${outcome}${by}`
}

function checkLine({ id, outcome, says, detail, clause }: Explanation['checks'][number]): string[] {
  // Of a lab without TLS this is said once, at the beginning.
  if (outcome === 'passed' || id === 'connection.tls') return []
  const words = `${' '.repeat(14)}${outcome} ${id}: ${[says, detail].filter(Boolean).join(' ')}`
  const line = `${words}  ${style.faint(clause)}`
  return [outcome === 'failed' ? style.bad(line) : line]
}
