import { SignJWT, jwtVerify } from 'jose'

/** Seconds that an administrator's token lives, in real time: moving a lab's clock locks nobody out. */
export const adminTokenLifetime = 12 * 3600

/** Makes the token with which an administrator, or the control service, talks to any instance. */
export function createAdminToken(key: string, origin: string, username: string): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'lab-admin+jwt' })
    .setSubject(username)
    .setAudience(origin)
    .setIssuedAt()
    .setExpirationTime(`${adminTokenLifetime}s`)
    .sign(Buffer.from(key, 'hex'))
}

/** The administrator's name, or undefined when the token is not good here. */
export async function verifyAdminToken(
  key: string,
  origin: string,
  token: string,
): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(token, Buffer.from(key, 'hex'), {
      algorithms: ['HS256'],
      typ: 'lab-admin+jwt',
      audience: origin,
    })
    return payload.sub
  } catch {
    return undefined
  }
}
