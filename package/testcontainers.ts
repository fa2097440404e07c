export type { ClientCredentials } from './client-credentials.ts'
export { OAuthLabContainer } from './oauth-lab-container.ts'
export { StartedOAuthLabContainer } from './started-oauth-lab-container.ts'
