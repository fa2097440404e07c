import { equal } from 'node:assert/strict'
import test from 'node:test'
import { renameCommand } from './command-name.ts'

test('the command line is called by its name, alone and with arguments', () => {
  for (const [text, renamed] of [
    ["'Usage: ./lab <command>'", "'Usage: npx oauth-lab <command>'"],
    ["['./lab', name]", "['npx oauth-lab', name]"],
    ['`(./lab hosts --add adds it)`', '`(npx oauth-lab hosts --add adds it)`'],
    ['<code>./lab watch</code>', '<code>npx oauth-lab watch</code>'],
  ] as const) {
    equal(renameCommand(text, 'npx oauth-lab'), renamed)
  }
})

test('a module’s path stays', () => {
  for (const text of [
    "from './lab-file.ts'",
    "import('./lab.ts')",
    "'../lab x'",
    "'/some/./lab x'",
  ]) {
    equal(renameCommand(text, 'npx oauth-lab'), text)
  }
})
