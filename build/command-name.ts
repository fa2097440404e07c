import type { Plugin } from 'rolldown'

/** `./lab` in a text, as a command or alone; not the path of a module. */
const command = /(?<![\w./])\.\/lab(?=[ '"`<]|$)/gm

/** Has the lab's own texts call its command line by the name that it has where the bundle goes. */
export const commandName = (name: string): Plugin => ({
  name: 'command-name',
  transform: (code, id) =>
    /[\\/]node_modules[\\/]/.test(id) || !code.includes('./lab') ? null : renameCommand(code, name),
})

/** A text that calls the command line by another name. */
export function renameCommand(text: string, name: string): string {
  return text.replaceAll(command, name)
}
