import type { Input } from './command-line/command.ts'
import { requireLab } from './running-lab.ts'

/** `./lab totp USER`: sets a second factor (RFC 6238) and shows it as secret, URI and QR code. */
export async function run({ positionals, values, switches }: Input): Promise<void> {
  const [user] = positionals
  const { users } = (await requireLab(values['data'])).control(values['sandbox'])
  if (switches.has('remove')) {
    await users.removeTotp(user!)
    process.stdout.write(`${user} has no second factor any more\n`)
    return
  }
  const { secret, uri } = await users.setTotp(user!)
  const { default: qrcode } = await import('qrcode')
  const picture = await qrcode.toString(uri, { type: 'utf8' })
  process.stdout.write(`secret ${secret}\n${uri}\n\n${picture}\n`)
}
