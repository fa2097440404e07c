import { ownSequence } from '@oauth-lab/kit/terminal.ts'

const erase = ownSequence('[2K') + ownSequence('[G')

/** Shows what is being done, on a terminal only, and takes it away when the work is done. */
export async function withProgress<T>(
  work: (tell: (doing: string) => void) => Promise<T>,
): Promise<T> {
  const { stderr } = process
  const tell = (text: string) => {
    if (stderr.isTTY) stderr.write(`${erase}${text}${text && ' …'}`)
  }
  try {
    return await work(tell)
  } finally {
    tell('')
  }
}
