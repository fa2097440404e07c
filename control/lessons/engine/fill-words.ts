import type { Difference } from './lesson.ts'

/** A difference as a sentence. `{*}` is the message in which it was found. */
export function fillWords(of: 'message' | 'state', { name, wanted, found }: Difference): string {
  if (found === 'waived') return `\`${name}\` is waived, so this proves nothing. Restore it.`
  return of === 'message'
    ? `In {*} \`${name}\` is ${quoted(found)}. This step wants ${quoted(wanted)}.`
    : `\`${name}\` is ${quoted(found)}. This step wants ${quoted(wanted)}.`
}

const plain = /^(?:nothing|a value|another one|that of|not|a new one|you$)/

function quoted(text: string): string {
  return plain.test(text) ? text : `\`${text}\``
}
