const sentences = {
  refreshed: ['Refreshed.', 'New tokens came at {at}; the refresh token stays.'],
  rotated: [
    'Refreshed.',
    'New tokens came at {at}, a new refresh token too: the former one is used up.',
  ],
  'refreshed-elsewhere': [
    'Refreshed before.',
    'Another tab had refreshed these tokens already, so nothing was sent.',
  ],
  called: ['Called again.', 'The answers came at {at}; the tokens are the same.'],
  'called-machine': ['Called again.', 'The answer came at {at}.'],
  forgot: ['Forgotten.', 'The former token still works until it ends.'],
  revoked: ['Revoked.', 'The authorization server took the tokens back.'],
} as const

/** What a pressed button did. */
export type Deed = keyof typeof sentences

export const deeds = Object.keys(sentences) as readonly Deed[]

/** What was done, in a word and a sentence. @param at a time of day, as `09:26:53 UTC` */
export function saidOf(deed: Deed, at: string): { did: string; what: string } {
  const [did, what] = sentences[deed]
  return { did, what: what.replace('{at}', at) }
}
