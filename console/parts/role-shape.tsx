export type RoleName = 'browser' | 'client' | 'client-public' | 'authserver' | 'resserver' | 'door'

/** What a person calls each role. */
export const roleNames: Record<RoleName, string> = {
  browser: 'Browser',
  client: 'Client',
  'client-public': 'Single-page application',
  authserver: 'Authorization server',
  resserver: 'Resource server',
  door: 'Web server',
}

/** The class that gives a role's hue. */
export const hueOf = (role: RoleName) => (role === 'client-public' ? 'client' : role)

/** A role's shape: small in text unless told; with a `label` it is read aloud. */
export function RoleShape({
  role,
  size = 's',
  label,
}: {
  role: RoleName
  size?: 's' | 'm' | 'l'
  label?: string
}) {
  const spoken =
    label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <svg className={`role ${size === 'm' ? '' : size} ${hueOf(role)}`} {...spoken}>
      <use href={`#i-${role}`} />
    </svg>
  )
}
