import dns from 'node:dns'
import type { LookupFunction } from 'node:net'

/*
 * Before a program of a test (`node --import`): the lab's name leads to where it listens, as a user's
 * hosts file has it. `LAB_TEST_HOST` is the name and `LAB_TEST_ADDRESS` the address.
 */
const { LAB_TEST_HOST: name, LAB_TEST_ADDRESS: address } = process.env
const lookup: LookupFunction = dns.lookup
const lookupLab: LookupFunction = (host, options, done) =>
  lookup(host === name && address ? address : host, options, done)
Object.assign(dns, { lookup: lookupLab })
