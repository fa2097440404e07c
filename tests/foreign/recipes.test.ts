import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { execa } from 'execa'
import { noteSecretsIn } from '../secrets.ts'
import { documents, fillRecipes, readDocument, shownFiles } from './recipes.ts'
import { useForeignLab } from './support/foreign-lab.ts'

const text = readDocument('docs/clients.md')
const root = join(import.meta.dirname, '../..')

suite('the programs that documents show', () => {
  for (const name of documents) {
    const shown = readDocument(name)
    test(`those of ${name} are the ones that tests run; node tests/foreign/recipes.ts writes them anew`, () => {
      equal(shown, fillRecipes(shown))
      const code = /^```(js|ts|java|go|python|rust|xml|toml|yaml)\n/gm
      const programs = shownFiles(shown).filter((file) => !file.endsWith('.json'))
      equal([...shown.matchAll(code)].length, programs.length)
    })
  }

  test('each program is shown', () => {
    const folders = globSync('tests/foreign/{npm,go,java,python,runners,rust}/*/', { cwd: root })
    const shown = documents.flatMap((name) => shownFiles(readDocument(name)))
    const left = folders.filter((folder) => !shown.some((file) => file.startsWith(folder)))
    ok(folders.length > 10)
    deepEqual(left, [])
  })
})

suite('what docs/clients.md has a person type', () => {
  const lab = useForeignLab()
  const commands = [...text.matchAll(/```sh\n(curl .*?)```/gs)].map(([, command]) => command!)

  test('registers a client, and a resource server that is known at the server then', async () => {
    const [client, resourceServer] = await Promise.all(commands.map(run))
    match(String(client!['client_secret']), /./)
    deepEqual(client!['redirect_uris'], ['http://127.0.0.1:4000/callback'])
    deepEqual(resourceServer!['resource'], ['http://127.0.0.1:5000/'])
  })

  test('registers no web application on plain HTTP without the setting that it names', async () => {
    const { control } = lab()
    await control.config.put({ ...(await control.config.get()), httpForLocalhost: false })
    const { error, error_description } = await run(commands[0]!)
    await control.config.put({ ...(await control.config.get()), httpForLocalhost: true })
    equal(error, 'invalid_redirect_uri')
    match(String(error_description), /is plain HTTP.*httpForLocalhost/)
  })

  test('is configuration that the server takes', async () => {
    const documents = [...text.matchAll(/```json\n(.*?)```/gs)].map(
      ([, json]) => JSON.parse(json!) as object,
    )
    equal(documents.length, 2)
    for (const document of documents) {
      const wanted = { ...(await lab().control.config.get()), ...document }
      await lab().control.config.put(wanted)
      deepEqual(await lab().control.config.get(), wanted)
    }
  })

  /** Runs a command of the document against the lab of this test. */
  async function run(command: string): Promise<Record<string, unknown>> {
    const here = command
      .replaceAll('https://localhost:8443', lab().origin)
      .replaceAll('.lab/certs/root.crt', lab().root)
    const { stdout } = await execa('sh', ['-c', here])
    const answer = JSON.parse(stdout) as Record<string, unknown>
    noteSecretsIn(Object.entries(answer))
    return answer
  }
})
