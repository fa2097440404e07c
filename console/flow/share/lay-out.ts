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

type Point = readonly [x: number, y: number]

export interface Line {
  points: readonly Point[]
  hue: string
  width: number
  opacity?: number
  isDashed?: boolean
  /** Its inside has the hue too. */
  isFilled?: boolean
}

export interface Text {
  x: number
  y: number
  words: string
  /** What follows in the type of code. */
  code?: string
  hue: string
  /** The name of a lane: bold, in the middle of it. */
  isHead?: boolean
}

/** A sequence diagram as lines and words, in points. */
export interface LaidOut {
  width: number
  height: number
  lines: Line[]
  texts: Text[]
}

/** Lays messages out: a line from lane to lane, dashed through the browser, with an open head for an answer. */
export function layOut(messages: readonly FlowMessage[]): LaidOut {
  const lanes = lanesOf(messages)
  const height = top + messages.length * row + 24
  const x = (party: string) => left + lane * lanes.findIndex((one) => one.party === party)
  const hueOf = (party: string) => hues[lanes.find((one) => one.party === party)!.role]!
  const lines: Line[] = []
  const texts: Text[] = []
  for (const { party, name } of lanes) {
    const [at, hue] = [x(party), hueOf(party)]
    texts.push({ x: at, y: 24, words: name, hue, isHead: true })
    lines.push({
      points: [
        [at, 36],
        [at, height - 12],
      ],
      hue,
      width: 1,
      opacity: 0.5,
    })
  }
  for (const [index, message] of messages.entries()) {
    const y = top + index * row + 24
    const [from, to] = [x(message.from), x(message.to)]
    const hue = hueOf(message.from)
    const back = to < from ? 9 : -9
    const isFailed = message.checks.some(({ outcome }) => outcome === 'failed')
    texts.push({
      x: Math.min(from, to) + 8,
      y: y - 8,
      words: `${message.number} ${message.name}`,
      code: message.short,
      hue: isFailed ? fail : ink,
    })
    lines.push(
      {
        points: [
          [from, y],
          [to, y],
        ],
        hue,
        width: 2,
        isDashed: message.channel === 'front',
      },
      {
        points: [
          [to + back, y - 5],
          [to, y],
          [to + back, y + 5],
        ],
        hue,
        width: 2,
        isFilled: message.side === 'ask',
      },
    )
  }
  return { width: left * 2 + (lanes.length - 1) * lane, height, lines, texts }
}
