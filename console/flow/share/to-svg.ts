import type { FlowMessage } from '../messages.ts'
import { lanesOf } from '../diagram/lanes.ts'

/** The design's light colours: a file has no theme. */
const hues: Readonly<Record<string, string>> = {
  browser: '#0069c0',
  client: '#aa4600',
  'client-public': '#aa4600',
  authserver: '#6d1462',
  resserver: '#00513f',
}
const ink = '#1b1c1e'
const fail = '#9c0a1f'
const [lane, row, top, left] = [190, 38, 56, 120]

/** A sequence diagram as an SVG file: dashed lines go through the browser, an open head answers. */
export function toSvg(messages: readonly FlowMessage[], title: string): string {
  const lanes = lanesOf(messages)
  const height = top + messages.length * row + 24
  const width = left * 2 + (lanes.length - 1) * lane
  const x = (party: string) => left + lane * lanes.findIndex((one) => one.party === party)
  const hueOf = (party: string) => hues[lanes.find((one) => one.party === party)!.role]!
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...lanes.map(
      ({ party, name }) =>
        `<text x="${x(party)}" y="24" text-anchor="middle" font-weight="600" fill="${hueOf(party)}">${escape(name)}</text>` +
        `<line x1="${x(party)}" x2="${x(party)}" y1="36" y2="${height - 12}" stroke="${hueOf(party)}" stroke-opacity=".5"/>`,
    ),
    ...messages.map((message, index) => {
      const y = top + index * row + 24
      const [from, to] = [x(message.from), x(message.to)]
      const isFailed = message.checks.some(({ outcome }) => outcome === 'failed')
      const hue = hueOf(message.from)
      const dash = message.channel === 'front' ? ' stroke-dasharray="7 5"' : ''
      const back = to < from ? 9 : -9
      const head = `M${to + back} ${y - 5} L${to} ${y} L${to + back} ${y + 5}`
      const filled = message.side === 'ask' ? `fill="${hue}"` : 'fill="none"'
      return (
        `<text x="${Math.min(from, to) + 8}" y="${y - 8}" fill="${isFailed ? fail : ink}">${message.number} ${escape(message.name)} <tspan font-family="monospace" font-size="11">${escape(message.short)}</tspan></text>` +
        `<line x1="${from}" x2="${to}" y1="${y}" y2="${y}" stroke="${hue}" stroke-width="2"${dash}/>` +
        `<path d="${head}" stroke="${hue}" stroke-width="2" ${filled}/>`
      )
    }),
    '</svg>',
    '',
  ].join('\n')
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
