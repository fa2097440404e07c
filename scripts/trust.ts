import { defineCommand, UsageError } from './command-line/command.ts'
import { data } from './command-line/flags.ts'
import { style } from './command-line/style.ts'
import { alignRows } from './command-line/table.ts'
import { labFolder } from './lab-file.ts'
import { addToBrowser, findBrowserStores, removeFromBrowser } from './trust/browser-stores.ts'
import { describeExports } from './trust/exports.ts'
import { describeTrust } from './trust/instructions.ts'
import { openRootFile, writeBundle } from './trust/root-file.ts'
import type { Step } from './trust/step.ts'
import { addToSystem, findSystemStore, removeFromSystem } from './trust/system-store.ts'

/** `./lab trust`: exit code 1 when something was to be installed and nothing could be. */
export const command = defineCommand({
  flags: {
    install: { description: 'in this system and in this user’s browsers, as far as it may' },
    uninstall: { description: 'take it away again' },
    browsers: { description: 'with these two: in browsers only' },
    env: { description: 'print what a shell sets: eval "$(./lab trust --env)"' },
    data,
  },
  async run({ flags }) {
    const asked = (['install', 'uninstall', 'env'] as const).filter((name) => flags[name])
    if (asked.length > 1) {
      throw new UsageError([`--${asked.join(' and --')} are not for one command`], 'trust')
    }
    if (flags.browsers && !/install/.test(asked[0] ?? '')) {
      throw new UsageError(['--browsers goes with --install or --uninstall'], 'trust')
    }
    const folder = labFolder(flags.data)
    const store = flags.browsers ? undefined : findSystemStore()
    if (flags.uninstall) {
      return tell([
        ...(store === undefined ? [] : [await removeFromSystem(store)]),
        ...(await Promise.all(findBrowserStores().map(removeFromBrowser))),
      ])
    }
    const root = await openRootFile(folder)
    if (flags.install) {
      const browsers = findBrowserStores()
      return tell([
        ...(store === undefined ? [] : [await addToSystem(store, root)]),
        ...(await Promise.all(browsers.map((browser) => addToBrowser(browser, root)))),
      ])
    }
    const bundle = writeBundle(root)
    const { platform, env } = process
    const text = flags.env
      ? describeExports({ root, bundle }, { platform, env })
      : `${describeTrust(root, bundle)}\n`
    process.stdout.write(text)
    return 0
  },
})

function tell(steps: Step[]): number {
  const lines = steps.flatMap(({ place, done, says, byHand }) => [
    [done ? style.good('done') : style.bad('left'), place, says],
    ...(byHand === undefined ? [] : [['', 'by hand', style.strong(byHand)]]),
  ])
  process.stdout.write(`${alignRows(lines).join('\n')}\n`)
  return steps.length > 0 && steps.every(({ done }) => !done) ? 1 : 0
}
