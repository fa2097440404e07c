import type { MessageName } from '@oauth-lab/explain/catalogue/messages.ts'
import { z } from 'zod'
import { managedRoles } from './managed-roles.ts'

/** A message's name: texts at run time, those of the catalogue for the compiler. */
export const messageName = z.string() as unknown as z.ZodType<MessageName>

/** A route behind the web server. */
export const RouteInfo = z.strictObject({
  role: z
    .enum([...managedRoles, 'control', 'static'])
    .describe('static for files that the web server serves by itself'),
  method: z.string(),
  path: z.string().describe("below a sandbox's base"),
  message: messageName
    .exactOptional()
    .describe("what the field calls a request there, where it is the protocol's"),
})
export type RouteInfo = z.output<typeof RouteInfo>

/** Who plays the lab's roles. */
export const LabRoles = z.strictObject({
  issuer: z.string(),
  elsewhere: z
    .boolean()
    .describe('whether the authorization server stands at an address of its own'),
  external: z.array(z.enum(managedRoles)).describe('those that external programs play'),
  blank: z.boolean().describe('whether the sandbox began with users and nothing else'),
})
export type LabRoles = z.output<typeof LabRoles>

/** The web server's certificate. */
export const CertificateInfo = z.strictObject({
  names: z.array(z.string()),
  issuer: z.string(),
  fingerprint: z.string(),
  notAfter: z.string().describe('ISO time'),
})
export type CertificateInfo = z.output<typeof CertificateInfo>

/** The web server's certificate, and the root that certifies it. */
export const LabCertificates = z.strictObject({
  leaf: CertificateInfo,
  root: CertificateInfo.extend({ pem: z.string() }),
  renewable: z.boolean().describe('whether this lab can renew the leaf'),
})
export type LabCertificates = z.output<typeof LabCertificates>

/** Whether a role answers over the wire, and how fast. */
export const RoleHealth = z.strictObject({
  role: z.enum(managedRoles),
  up: z.boolean(),
  ms: z.number().describe('milliseconds until it answered, or until nobody waited any more'),
})
export type RoleHealth = z.output<typeof RoleHealth>
