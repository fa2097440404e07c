import { styleText } from 'node:util'

/** Colours for people: only on a terminal, and never with NO_COLOR. */
export const style = {
  strong: (text: string) => styleText('bold', text, { stream: process.stdout }),
  faint: (text: string) => styleText('dim', text, { stream: process.stdout }),
  good: (text: string) => styleText('green', text, { stream: process.stdout }),
  bad: (text: string) => styleText('red', text, { stream: process.stdout }),
}
