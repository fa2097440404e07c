import { defineCommand } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { requirePassphrase } from './passphrase.ts'
import { requireOwnServer } from './require-own-server.ts'
import { requireLab } from './running-lab.ts'
import { only } from './transfer-flags.ts'
import { writeOwnFile } from './write-file.ts'

/** `./lab export [FILE]`: what is set up at all roles as YAML. */
export const command = defineCommand({
  usage: '[file]',
  takes: [0, 1],
  flags: {
    only,
    encrypt: {
      description:
        'with secrets, hashes and private keys, encrypted by LAB_PASSPHRASE or what you type; they are left out unless told',
    },
    sandbox,
    data,
  },
  async run({ positionals: [file], flags }) {
    const control = (await requireLab(flags.data)).control(flags.sandbox)
    await requireOwnServer(control, 'its own server exports its configuration')
    const passphrase = flags.encrypt ? await requirePassphrase('Passphrase') : undefined
    const document = await control.transfer.export({
      ...(flags.only && { only: flags.only }),
      ...(passphrase !== undefined && { passphrase }),
    })
    if (file === undefined) process.stdout.write(document)
    else {
      writeOwnFile(file, document)
      const secrets = flags.encrypt ? 'its secrets are encrypted' : 'it holds no secrets'
      process.stdout.write(`exported ${control.base} to ${file}; ${secrets}\n`)
    }
  },
})
