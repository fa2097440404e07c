import type { FlowMessage } from '../messages.ts'
import { layOut } from './lay-out.ts'
import type { Line, Text } from './lay-out.ts'

/** A sequence diagram as an SVG file. */
export function toSvg(messages: readonly FlowMessage[], title: string): string {
  const { width, height, lines, texts } = layOut(messages)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...lines.map(lineOf),
    ...texts.map(textOf),
    '</svg>',
    '',
  ].join('\n')
}

function lineOf({ points, hue, width, opacity, isDashed, isFilled }: Line): string {
  const path = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join(' ')
  const looks = [
    ` fill="${isFilled ? hue : 'none'}"`,
    opacity === undefined ? '' : ` stroke-opacity="${opacity}"`,
    isDashed ? ' stroke-dasharray="7 5"' : '',
  ].join('')
  return `<path d="${path}" stroke="${hue}" stroke-width="${width}"${looks}/>`
}

function textOf({ x, y, words, code, hue, isHead }: Text): string {
  const looks = isHead ? ' text-anchor="middle" font-weight="600"' : ''
  const mono =
    code === undefined
      ? ''
      : ` <tspan font-family="monospace" font-size="11">${escape(code)}</tspan>`
  return `<text x="${x}" y="${y}" fill="${hue}"${looks}>${escape(words)}${mono}</text>`
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
