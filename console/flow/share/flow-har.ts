import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import { toMarkdown } from '@oauth-lab/explain/diagram/to-markdown.ts'
import { toMermaid } from '@oauth-lab/explain/diagram/to-mermaid.ts'
import type { Seen } from '@oauth-lab/explain/recording/recording.ts'
import { hideHar } from '@oauth-lab/explain/secrets/hide-har.ts'
import type { Hide } from '@oauth-lab/explain/secrets/hide.ts'

/** The exchanges of a drawing as an HTTP Archive 1.2, secrets hidden. */
export function harOf(exchanges: readonly Seen[], hide: Hide): string {
  const entries = hideHar(
    exchanges.map(({ entry }) => entry),
    hide,
  )
  const creator = { name: 'OAuth Lab', version: '1' }
  return JSON.stringify({ log: { version: '1.2', creator, entries } }, null, 2)
}

/** The same as a Mermaid sequence diagram. */
export function mermaidOf(exchanges: readonly Seen[], hide: Hide): string {
  return toMermaid(reportOf(exchanges, hide))
}

/** The same as Markdown, fit for a bug report. */
export function markdownOf(exchanges: readonly Seen[], hide: Hide): string {
  return toMarkdown(reportOf(exchanges, hide))
}

function reportOf(exchanges: readonly Seen[], hide: Hide) {
  return explainRecording(
    exchanges.map(({ entry }) => entry),
    { hide },
  )
}
