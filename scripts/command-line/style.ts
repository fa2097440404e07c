import { styleText } from 'node:util'
import { ownSequence } from '@oauth-lab/kit/terminal.ts'

/** Colours for people: only on a terminal, and never with NO_COLOR. */
export const style = {
  strong: styled('bold'),
  faint: styled('dim'),
  good: styled('green'),
  bad: styled('red'),
}

function styled(format: 'bold' | 'dim' | 'green' | 'red'): (text: string) => string {
  return (text) => {
    const [begin, end] = styleText(format, '|', { stream: process.stdout }).split('|')
    return `${own(begin!)}${text}${own(end!)}`
  }
}

function own(sequence: string): string {
  return sequence === '' ? '' : ownSequence(sequence.slice(1))
}
