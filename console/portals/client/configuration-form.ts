import { values } from '@oauth-lab/explain/catalogue/values.ts'
import type { Group, Help } from '../../parts/form/document-form.tsx'
import type { JsonSchema } from '../../parts/form/json-schema.ts'
import { offerServers } from '../shared/offer-servers.ts'
import { serverDefinitions } from './server-definitions-api.ts'

export const configurationsPath = '/client/admin/api/client-configurations'

export const configurationGroups: readonly Group[] = [
  { title: 'Identity', members: ['name', 'clientName', 'server', 'type'] },
  { title: 'Redirect URI', members: ['redirectUri'] },
  { title: 'What it asks for', members: ['grantTypes', 'scope', 'resource'] },
  { title: 'At the token endpoint', members: ['authenticationMethod', 'registersItself'] },
]

export const servers = offerServers('client', serverDefinitions)

export const configurationHelp: Help = {
  server: { offers: servers },
  grantTypes: { choices: values['grant type'] },
  authenticationMethod: { choices: values['authentication method'] },
}

const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials']

/** The schema with the usual grant types as choices. */
export function withGrantTypes(schema: JsonSchema): JsonSchema {
  const { grantTypes: grants, ...others } = schema.properties ?? {}
  return {
    ...schema,
    properties: {
      ...others,
      grantTypes: { ...grants, type: 'array', items: { type: 'string', enum: grantTypes } },
    },
  }
}
