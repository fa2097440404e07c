/** Lines that stand so many levels of two spaces deep. */
export function indent(levels: number, text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  '.repeat(levels))
}
