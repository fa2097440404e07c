import { BlockList, isIP } from 'node:net'
import { labNames } from './certificates.ts'

/** The code of the error with which a request to a refused address ends. */
export const refusedAddress = 'ERR_ADDRESS_REFUSED'

/** Says why a host at an address is asked nothing; undefined: it may be asked. */
export type AddressGuard = (host: string, address: string) => Error | undefined

/**
 * Guards requests to hosts that somebody else names: a person who types an issuer, or the metadata of
 * a server. Private addresses are refused (RFC 9728 §7.7), but for those of the lab's own host. A lab
 * on this machine alone may ask all that this machine may, but for link-local addresses.
 * @param origin the lab's
 */
export function createAddressGuard(origin: string): AddressGuard {
  const own = bare(new URL(origin).hostname)
  const isLocal = labNames.includes(own) || isIn(loopback, own)
  return (host, address) => {
    if (bare(host) === own) return undefined
    const isRefused = isIn(never, address) || (!isLocal && isIn(inside, address))
    if (!isRefused) return undefined
    const message = `${host} is at ${address}, an address inside of a network, where this lab asks nobody`
    return Object.assign(new Error(message), { code: refusedAddress })
  }
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

function listOf(...subnets: [address: string, prefix: number][]): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of subnets) {
    list.addSubnet(address, prefix, isIP(address) === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}

const loopback = listOf(['127.0.0.0', 8], ['::1', 128])

/** Of this machine and of private networks (RFC 6890, RFC 4193). */
const inside = listOf(
  ['127.0.0.0', 8],
  ['::1', 128],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['192.0.0.0', 24],
  ['198.18.0.0', 15],
  ['fc00::', 7],
  ['64:ff9b::', 96],
)

/** Link-local, where clouds keep credentials, and what is no host: unspecified, multicast, reserved. */
const never = listOf(
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
)
