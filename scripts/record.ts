import { writeFileSync } from 'node:fs'
import { toMarkdown } from '@oauth-lab/explain/diagram/to-markdown.ts'
import { toMermaid } from '@oauth-lab/explain/diagram/to-mermaid.ts'
import { toText } from '@oauth-lab/explain/diagram/to-text.ts'
import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import { createHide } from '@oauth-lab/explain/secrets/hide.ts'
import { CommandFailure, defineCommand, UsageError } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { style } from './command-line/style.ts'
import { filterOf, recordingFlags } from './recording-flags.ts'
import { requireLab } from './running-lab.ts'

const formats = ['text', 'markdown', 'mermaid', 'har'] as const
type Format = (typeof formats)[number]

/** `./lab record`: what the roles recorded, for a person, for a bug report, or for browser tools. */
export const command = defineCommand({
  flags: {
    ...recordingFlags,
    format: { value: 'FORMAT', description: `one of ${formats.join(', ')}`, read: readFormat },
    out: { value: 'FILE', description: 'write it there' },
    verbose: { description: 'open each message: every part with its meaning and clause' },
    secrets: { description: 'show secrets in a HAR; they are hidden unless told' },
    clear: { description: 'forget what was recorded' },
    sandbox,
    data,
  },
  async run({ flags }) {
    const { format = 'text', out, secrets, verbose, clear } = flags
    if (secrets && format !== 'har') {
      throw new UsageError(['--secrets goes with --format har'], 'record')
    }
    const lab = await requireLab(flags.data)
    const { recording } = lab.control(flags.sandbox)
    if (clear) return recording.clear()
    // What is compared is compared before it is hidden: asked for with secrets, and shown without.
    const { log } = await recording.har({
      ...filterOf(flags),
      secrets: secrets || format !== 'har',
    })
    if (log.entries.length === 0) throw new CommandFailure('nothing is recorded that fits')
    const text = write(format, { log }, verbose, out === undefined)
    if (out === undefined) process.stdout.write(text)
    else writeFileSync(out, text, { mode: 0o600 })
    const { dropped } = log._oauth
    if (dropped > 0) process.stderr.write(`${dropped} older exchanges went for want of room\n`)
  },
})

type Recorded = Awaited<
  ReturnType<ReturnType<Awaited<ReturnType<typeof requireLab>>['control']>['recording']['har']>
>

function write(format: Format, har: Recorded, verbose: boolean, isTerminal: boolean): string {
  if (format === 'har') return `${JSON.stringify(har, null, 2)}\n`
  const hide = createHide(crypto.getRandomValues(new Uint8Array(32)))
  const report = explainRecording(har.log.entries, { hide })
  if (format === 'markdown') return toMarkdown(report)
  if (format === 'mermaid') return toMermaid(report)
  return toText(report, { verbose, ...(isTerminal && { paint: style }) })
}

function readFormat(text: string): Format {
  const format = formats.find((one) => one === text)
  if (format === undefined) throw new Error(`is one of ${formats.join(', ')}`)
  return format
}
