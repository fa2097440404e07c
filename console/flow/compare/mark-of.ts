/** A text cut in three: what it begins with as another does, what differs, what it ends with as the other does. */
export function markOf(
  text: string,
  other: string,
): [before: string, marked: string, after: string] {
  const most = Math.min(text.length, other.length)
  let start = 0
  while (start < most && text[start] === other[start]) start += 1
  let end = 0
  while (end < most - start && text.at(-1 - end) === other.at(-1 - end)) end += 1
  return [text.slice(0, start), text.slice(start, text.length - end), text.slice(text.length - end)]
}
