/** The roles that control has a hand on. */
export const managedRoles = ['authserver', 'resserver', 'client'] as const
export type ManagedRole = (typeof managedRoles)[number]
