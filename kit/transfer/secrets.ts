import { CompactEncrypt, compactDecrypt } from 'jose'
import { ConfigurationError } from '../problems.ts'
import { isObject } from '../is-object.ts'

/** The secrets of a file by part and name. */
export type Secrets = Partial<Record<Part, Record<string, object>>>

/** The lists that have secrets, and by which member each of their entries is known. */
const names = { clients: 'client_id', users: 'username', keys: 'kid' } as const
/** Of the client a registration by the id of its configuration, of the resource server its one. */
type Part = keyof typeof names | 'client' | 'resserver'

/** Iterations of PBKDF2 with HMAC-SHA-512: what OWASP's cheat sheet of password storage wants at least. */
const iterations = 210_000
const columns = 100

/**
 * Encrypts secrets with a passphrase: a JWE (RFC 7516) by PBES2-HS512+A256KW and A256GCM (RFC 7518
 * §4.8, §5.3). It is a standard form, so other programs open it too, and a change of it is noticed.
 * @returns the compact serialization in lines
 */
export async function sealSecrets(secrets: Secrets, passphrase: string): Promise<string> {
  const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify(secrets)))
    .setProtectedHeader({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', cty: 'json' })
    .setKeyManagementParameters({ p2c: iterations })
    .encrypt(Buffer.from(passphrase.normalize('NFC')))
  return sealed.match(new RegExp(`.{1,${columns}}`, 'g'))!.join('\n')
}

/**
 * A file's document with its encrypted secrets where they belong; what an entry says itself counts.
 * @throws ConfigurationError when they cannot be opened
 */
export async function openSecrets(document: unknown, passphrase?: string): Promise<unknown> {
  if (!isObject(document) || document['secrets'] === undefined) return document
  const { secrets: sealed, ...rest } = document
  const refuse = (message: string) =>
    new ConfigurationError('The secrets cannot be read.', [{ path: 'secrets', message }])
  if (typeof sealed !== 'string') throw refuse('must be a text')
  if (passphrase === undefined) {
    throw refuse('are encrypted: tell the passphrase, or take this member out')
  }
  const secrets = await decrypt(sealed, passphrase).catch(() => {
    throw refuse('cannot be opened: the passphrase is another one, or the text was changed')
  })
  const lists = Object.entries(names) as [keyof typeof names, string][]
  return Object.fromEntries(
    Object.entries(rest).map(([member, value]) => {
      if (member === 'client') return [member, withRegistrations(value, secrets.client ?? {})]
      if (member === 'resserver') {
        return [member, withRegistration(value, secrets.resserver?.['registration'])]
      }
      const [part, name] = lists.find(([one]) => one === member) ?? []
      if (part === undefined || !Array.isArray(value)) return [member, value]
      const own = new Map(Object.entries(secrets[part] ?? {}))
      return [member, value.map((entry: unknown) => withSecrets(entry, name!, own))]
    }),
  )
}

async function decrypt(sealed: string, passphrase: string): Promise<Secrets> {
  const { plaintext } = await compactDecrypt(
    sealed.replaceAll(/\s/g, ''),
    Buffer.from(passphrase.normalize('NFC')),
    {
      keyManagementAlgorithms: ['PBES2-HS512+A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
      // Another lab may count further; nobody may keep this one busy.
      maxPBES2Count: 10 * iterations,
    },
  )
  return JSON.parse(Buffer.from(plaintext).toString()) as Secrets
}

function withSecrets(entry: unknown, name: string, secrets: Map<string, object>): unknown {
  if (!isObject(entry)) return entry
  const own = secrets.get(String(entry[name])) as Record<string, unknown> | undefined
  const merged: Record<string, unknown> = { ...own, ...entry }
  // Of a key the file itself says the public parts.
  if (isObject(own?.['jwk']) && isObject(entry['jwk'])) {
    merged['jwk'] = { ...own['jwk'], ...entry['jwk'] }
  }
  return merged
}

function withRegistrations(client: unknown, secrets: Record<string, object>): unknown {
  if (!isObject(client) || !Array.isArray(client['configurations'])) return client
  const entries: unknown[] = client['configurations']
  const configurations = entries.map((entry) =>
    withRegistration(entry, isObject(entry) ? secrets[String(entry['id'])] : undefined),
  )
  return { ...client, configurations }
}

function withRegistration(holder: unknown, secret: object | undefined): unknown {
  if (!isObject(holder) || !isObject(holder['registration'])) return holder
  return { ...holder, registration: { ...secret, ...holder['registration'] } }
}
