import { toMarkdown } from '@oauth-lab/explain/diagram/to-markdown.ts'
import { toMermaid } from '@oauth-lab/explain/diagram/to-mermaid.ts'
import { toSarif } from '@oauth-lab/explain/diagram/to-sarif.ts'
import { toText } from '@oauth-lab/explain/diagram/to-text.ts'
import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import type { Report } from '@oauth-lab/explain/explain-recording.ts'
import { explainJwt } from '@oauth-lab/explain/paste/explain-jwt.ts'
import { hideHar } from '@oauth-lab/explain/secrets/hide-har.ts'
import { createHide } from '@oauth-lab/explain/secrets/hide.ts'
import type { Hide } from '@oauth-lab/explain/secrets/hide.ts'
import { CommandFailure, defineCommand } from './command-line/command.ts'
import { style } from './command-line/style.ts'
import { readExplainInput } from './explain-input.ts'
import type { ExplainInput } from './explain-input.ts'

const formats = ['text', 'json', 'sarif', 'markdown', 'mermaid', 'har'] as const
type Format = (typeof formats)[number]

/** `./lab explain`: OAuth messages of a HAR in words. It sends nothing anywhere. */
export const command = defineCommand({
  usage: '<FILE.har | FOLDER | - | ‘curl …’ | URL | JWT>',
  takes: [1, 1],
  flags: {
    format: { value: 'FORMAT', description: `one of ${formats.join(', ')}`, read: readFormat },
    verbose: { description: 'open each message: every part with its meaning and clause' },
  },
  async run({ positionals, flags }) {
    const input = await readExplainInput(positionals[0]!)
    // Made for this read, and forgotten with it: what is hidden can't be guessed.
    const hide = createHide(crypto.getRandomValues(new Uint8Array(32)))
    const report =
      input.kind === 'jwt'
        ? explainJwt(input.jwt, Date.now(), { hide })!
        : explainRecording(input.entries, { hide })
    const verbose = flags.verbose || input.kind !== 'har'
    const text =
      flags.format === 'har'
        ? writeHar(input, hide)
        : write(report, input, flags.format ?? 'text', verbose)
    process.stdout.write(text)
    return report.findings.some(({ severity }) => severity === 'error') ? 1 : 0
  },
})

function readFormat(text: string): Format {
  const format = formats.find((one) => one === text)
  if (format === undefined) throw new Error(`is one of ${formats.join(', ')}`)
  return format
}

/** The same recording without its secrets: what may be sent to somebody else. */
function writeHar(input: ExplainInput, hide: Hide): string {
  if (input.kind === 'jwt') throw new CommandFailure('a JWT alone is no HAR')
  const creator = { name: 'OAuth Lab explain', version: '1' }
  const log = { version: '1.2', creator, entries: hideHar(input.entries, hide) }
  return `${JSON.stringify({ log }, null, 2)}\n`
}

function write(
  report: Report,
  input: ExplainInput,
  format: Exclude<Format, 'har'>,
  verbose: boolean,
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`
    case 'sarif':
      return `${JSON.stringify(toSarif(report, input.placeOf), null, 2)}\n`
    case 'markdown':
      return toMarkdown(report)
    case 'mermaid':
      return toMermaid(report)
    default:
      return emptyWords(report, input) ?? toText(report, { verbose, paint: style })
  }
}

/** A recording without a message is no clean one: it says so. */
function emptyWords({ exchanges, findings, read, remarks }: Report, { kind }: ExplainInput) {
  if (exchanges.length > 0 || findings.length > 0) return undefined
  const what = kind === 'har' ? `${read} ${read === 1 ? 'entry' : 'entries'}` : 'the request'
  return [`No message of OAuth or OpenID Connect is in ${what}.`, ...remarks, ''].join('\n')
}
