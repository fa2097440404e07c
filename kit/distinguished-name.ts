/** The parts of a distinguished name as RFC 4514 §2.1 writes them: the last one of the certificate first. */
export function splitName(text: string): string[] {
  return (text.match(/(?:[^,\\]|\\.)+/gs) ?? []).map((part) => part.trim())
}

/** The same of a name as Node tells it: a line a part, the last one of the certificate below. */
export function partsOf(name: string): string[] {
  return name.split('\n').toReversed()
}
