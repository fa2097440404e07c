/** The roles that control has a hand on. */
export const managedRoles = ['authserver', 'resserver', 'client'] as const
export type ManagedRole = (typeof managedRoles)[number]

/** A service of the lab that is written here. */
export type LabRole = ManagedRole | 'control'
