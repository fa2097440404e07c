import { CommandFailure, defineCommand } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { requireOwnServer } from './require-own-server.ts'
import { requireLab } from './running-lab.ts'
import { describeUnknownUser } from './unknown-user.ts'

/** `./lab totp USER`: sets a second factor (RFC 6238) and shows it as secret, URI and QR code. */
export const command = defineCommand({
  usage: '<user>',
  takes: [1, 1],
  flags: { remove: { description: 'take the second factor away' }, sandbox, data },
  async run({ positionals, flags }) {
    const user = positionals[0]!
    const control = (await requireLab(flags.data)).control(flags.sandbox)
    await requireOwnServer(control, 'set the second factor of a user there')
    const unknown = await describeUnknownUser(control, user)
    if (unknown !== undefined) throw new CommandFailure(unknown)
    const { users } = control
    if (flags.remove) {
      await users.removeTotp(user)
      process.stdout.write(`${user} has no second factor any more\n`)
      return
    }
    const { secret, uri } = await users.setTotp(user)
    const { default: qrcode } = await import('qrcode')
    const picture = await qrcode.toString(uri, { type: 'utf8' })
    process.stdout.write(`secret ${secret}\n${uri}\n\n${picture}\n`)
  },
})
