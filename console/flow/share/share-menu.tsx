import { download } from '../../parts/download.ts'
import { Menu } from '../../parts/menu.tsx'
import type { FlowMessage } from '../messages.ts'
import { hide } from '../panel/secrets.ts'
import { mostInPicture } from './most-in-picture.ts'

/** Gives what is drawn as a file; its secrets are hidden. */
export function ShareMenu({ messages, name }: { messages: readonly FlowMessage[]; name: string }) {
  const exchanges = () => [...new Set(messages.map(({ exchange }) => exchange))]
  const file = name.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')
  const entries = [
    [
      'HAR',
      async () =>
        download(`${file}.har`, 'application/json', (await har()).harOf(exchanges(), hide)),
    ],
    [
      'Mermaid',
      async () => download(`${file}.mmd`, 'text/plain', (await har()).mermaidOf(exchanges(), hide)),
    ],
    [
      'Markdown',
      async () =>
        download(`${file}.md`, 'text/markdown', (await har()).markdownOf(exchanges(), hide)),
    ],
    [
      'SVG',
      async () => download(`${file}.svg`, 'image/svg+xml', (await svg()).toSvg(messages, name)),
    ],
    ['PNG', async () => download(`${file}.png`, 'image/png', await (await png()).toPng(messages))],
  ] as const
  return (
    <Menu
      className="button small opens"
      entries={entries
        .filter(([label]) => label !== 'PNG' || messages.length <= mostInPicture)
        .map(([label, give]) => ({
          key: label,
          label: `Download ${label}`,
          onAction: () => void give(),
        }))}
    >
      Share
    </Menu>
  )
}

// What makes files is loaded when somebody wants one.
const har = () => import('./flow-har.ts')
const svg = () => import('./to-svg.ts')
const png = () => import('./to-png.ts')
