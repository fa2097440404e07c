/** Names by which the lab finds clients of its own: no administrator's client may have one. */
export const ownClients = ['spa', 'cli', 'postman'] as const
export type OwnClient = (typeof ownClients)[number]
