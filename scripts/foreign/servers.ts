import type { Convert } from './converted.ts'

/** The servers whose files `./lab import --from` reads. */
export const servers: Readonly<Record<string, () => Promise<Convert>>> = {
  keycloak: async () => (await import('./keycloak.ts')).convertKeycloak,
  navikt: async () => (await import('./navikt.ts')).convertNavikt,
  'oauth2-mock-server': async () =>
    (await import('./oauth2-mock-server.ts')).convertOauth2MockServer,
}
