import { randomUUID } from 'node:crypto'

/**
 * What moves a terminal or reorders its text: control characters but line break and tab, and the
 * directions of Unicode that show a text in another order than it is read.
 */
const controls =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/

/** Before a sequence of our own. Nobody else can write it, since nobody knows it before. */
const mark = `\u001b${randomUUID()}`
const markOrControl = new RegExp(`${mark}|${controls.source}`, 'g')

/** Text with its control characters as JSON writes them, for example `\u001b`. */
export function showControls(text: string): string {
  return controls.test(text) ? text.replace(new RegExp(controls, 'g'), escape) : text
}

/** Text of one line: a line break in it is shown, so that nobody forges a line of ours. */
export function oneLine(text: string): string {
  return text.replaceAll('\n', String.raw`\u000a`)
}

/** A sequence that shall reach the terminal, for example `[2K`, without its ESC. */
export function ownSequence(sequence: string): string {
  return mark + sequence
}

/** The text without what makes a sequence, as wide as a terminal shows it. */
export function withoutOwnSequences(text: string): string {
  return text.replace(new RegExp(`${mark}\\[[0-9]*[A-Za-z]`, 'g'), '')
}

/**
 * From here on nothing that somebody else said moves the terminal: each text is written with its
 * controls shown, but for our own sequences.
 */
export function guardOutput(streams: readonly NodeJS.WriteStream[]): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean
    stream.write = (chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === 'string' ? forTerminal(chunk) : chunk, ...rest)
  }
}

/** What is written for a text that holds sequences of ours. */
export function forTerminal(text: string): string {
  if (!controls.test(text)) return text
  return text.replace(markOrControl, (found) => (found === mark ? '\u001b' : escape(found)))
}

function escape(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`
}
