import { failureReason } from '@oauth-lab/kit/failure-reason.ts'
import type { AuthServer } from '../server.ts'

/**
 * What stands at an address that a client names, asked through the guarded fetch; or a sentence that says why it
 * can't be had.
 * @param longest characters
 */
export async function readAddress(
  { fetchTrusting }: Pick<AuthServer, 'fetchTrusting'>,
  address: string,
  { accept, longest }: { accept: string; longest: number },
): Promise<{ text: string; problem?: string }> {
  try {
    const response = await fetchTrusting('lab')(address, { headers: { accept } })
    const text = (await response.text()).trim()
    if (response.status !== 200) return { text, problem: `The answer is ${response.status}.` }
    if (text.length > longest) return { text, problem: `It has ${text.length} characters.` }
    return { text }
  } catch (error) {
    return { text: '', problem: `The request failed: ${failureReason(error)}.` }
  }
}
