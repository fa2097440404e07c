import { isIP } from 'node:net'

/** Whether only this machine reaches what listens at an address. */
export function isLoopback(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}
