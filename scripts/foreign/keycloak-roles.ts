import type { Group, KeycloakUser, Realm } from './keycloak-realm.ts'

/** Roles that each realm has by itself. */
const builtIn = ['offline_access', 'uma_authorization']

/** What a user has by groups and composite roles: a client's role begins with `client:`. */
export function rolesOf(user: KeycloakUser, realm: Realm): string[] {
  const named = namesOf(user)
  const groups = groupsOf(user, realm).flatMap(namesOf)
  const all = new Set<string>()
  const add = (name: string) => {
    if (all.has(name)) return
    all.add(name)
    for (const inner of compositesOf(name, realm)) add(inner)
  }
  for (const name of [...named, ...groups]) add(name)
  return [...all].filter(
    (name) => !builtIn.includes(name) && name !== `default-roles-${realm.realm.toLowerCase()}`,
  )
}

/** The groups of a user and those above them, the highest first. */
export function groupsOf(user: Pick<KeycloakUser, 'groups'>, realm: Realm): Group[] {
  return (user.groups ?? []).flatMap((path) => {
    let level: readonly Group[] = realm.groups ?? []
    return path
      .split('/')
      .filter((name) => name !== '')
      .flatMap((name) => {
        const group = level.find((one) => one.name === name)
        level = group?.subGroups ?? []
        return group ?? []
      })
  })
}

function namesOf({ realmRoles, clientRoles }: Pick<KeycloakUser, 'realmRoles' | 'clientRoles'>) {
  const ofClients = Object.entries(clientRoles ?? {}).flatMap(([client, roles]) =>
    roles.map((role) => `${client}:${role}`),
  )
  return [...(realmRoles ?? []), ...ofClients]
}

function compositesOf(name: string, { roles }: Realm): string[] {
  const [client, role] = name.includes(':') ? name.split(/:(.*)/s) : [undefined, name]
  const list = client === undefined ? roles?.realm : roles?.client?.[client]
  const { realm, client: clients } = list?.find((one) => one.name === role)?.composites ?? {}
  return namesOf({ realmRoles: realm, clientRoles: clients })
}
