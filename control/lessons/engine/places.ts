import type { Place } from './lesson.ts'

/** Places that several lessons lead to. */
export const webPage: Place = {
  name: 'Simple Web Page',
  role: 'client',
  path: '/client/application/',
}
export const singlePage: Place = { name: 'Single-page application', role: 'client', path: '/spa/' }
export const resource: Place = {
  name: 'Protected resource',
  role: 'resserver',
  path: '/resserver/protected-resources/',
}
export const delegatedResource: Place = {
  name: 'Delegated resource',
  role: 'resserver',
  path: '/resserver/protected-resources-delegated/',
}
export const serverMetadata: Place = {
  name: 'Metadata of the authorization server',
  role: 'authserver',
  path: '/authserver/oauth2/.well-known/openid-configuration',
}
export const keySet: Place = {
  name: 'Key set',
  role: 'authserver',
  path: '/authserver/oauth2/jwks',
}
export const serverPortal: Place = {
  name: 'Portal of the authorization server',
  role: 'authserver',
  path: '/authserver/admin/',
}
export const clientPortal: Place = {
  name: 'Portal of the client',
  role: 'client',
  path: '/client/admin/',
}
export const resourcePortal: Place = {
  name: 'Portal of the resource server',
  role: 'resserver',
  path: '/resserver/admin/',
}
export const flow: Place = { name: 'Flow', role: 'lab', path: '/console/flow' }
export const tokenTool: Place = { name: 'Token tool', role: 'lab', path: '/console/token' }
export const tryIt: Place = { name: 'Try it', role: 'lab', path: '/console/try' }
export const policy: Place = { name: 'Policy', role: 'lab', path: '/console/policy' }
export const clock: Place = { name: 'Clock', role: 'lab', path: '/console/clock' }
export const certificates: Place = {
  name: 'Certificates',
  role: 'lab',
  path: '/console/certificates',
}
export const tokenEndpoint: Place = {
  name: 'Token endpoint',
  role: 'authserver',
  path: '/authserver/oauth2/token',
}
