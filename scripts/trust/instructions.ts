import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import { style } from '../command-line/style.ts'
import { alignRows } from '../command-line/table.ts'
import { addToBrowserByHand, findBrowserStores } from './browser-stores.ts'
import { addByHand, findSystemStore, knownSystemStores } from './system-store.ts'

/** How everything on this machine comes to trust a root; every line can be pasted. */
export function describeTrust(root: string, bundle: string): string {
  const { fingerprint, notAfter } = readCertificate(readFileSync(root, 'utf8'))
  const ends = notAfter.toISOString().slice(0, 10)
  return [
    [style.strong(root)],
    [`the lab’s root certificate, until ${ends}; it can vouch for the lab’s own names only`],
    [style.faint(`SHA-256 ${fingerprint}`)],
    [''],
    group('This system', systemRows(root)),
    group('Browsers', browserRows(root)),
    group('Programs', programRows(root, bundle)),
    group('In a container', containerRows(root, bundle)),
    [
      `${style.strong('./lab trust --install')} does the first two, as far as it may; --uninstall undoes it`,
    ],
  ]
    .flat()
    .join('\n')
}

type Row = [what: string, how: string]

function group(title: string, rows: Row[]): string[] {
  return [style.strong(title), ...alignRows(rows.map(([what, how]) => [`  ${what}`, how])), '']
}

function systemRows(root: string): Row[] {
  const store = findSystemStore()
  const stores = store === undefined ? knownSystemStores() : [store]
  return stores.map((one) => [one.system, addByHand(one, root)])
}

function browserRows(root: string): Row[] {
  const elsewhere = process.platform !== 'linux'
  const rows = findBrowserStores().map((store): Row => [
    store.browser,
    addToBrowserByHand(store, root),
  ])
  const firefox = 'Settings, Privacy & Security, View Certificates, Authorities, Import'
  return [
    ...(elsewhere ? [['Chrome, Edge, Safari', 'trust what this system trusts'] as Row] : []),
    ...rows,
    ...(rows.some(([browser]) => browser === 'Firefox') ? [] : [['Firefox', firefox] as Row]),
  ]
}

function programRows(root: string, bundle: string): Row[] {
  const store = root.replace(/\.crt$/, '.p12')
  return [
    ['all in a shell', 'eval "$(./lab trust --env)"'],
    ['Node', `NODE_EXTRA_CA_CERTS='${root}' node …`],
    ['Python', `SSL_CERT_FILE='${bundle}' REQUESTS_CA_BUNDLE='${bundle}' python3 …`],
    ['Go', `SSL_CERT_FILE='${bundle}' … (Linux; elsewhere Go asks the system)`],
    [
      'Rust',
      `SSL_CERT_FILE='${bundle}' … (rustls-native-certs, OpenSSL; webpki-roots asks nobody)`,
    ],
    ['curl', `curl --cacert '${root}' …`],
    [
      'Java',
      `keytool -importcert -noprompt -alias oauth-lab -file '${root}' -keystore '${store}' -storetype PKCS12 -storepass changeit`,
    ],
    [
      '',
      `java -Djavax.net.ssl.trustStore='${store}' -Djavax.net.ssl.trustStorePassword=changeit …`,
    ],
  ]
}

function containerRows(root: string, bundle: string): Row[] {
  const mounts = `-v '${bundle}':/roots.crt:ro`
  const settings = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE']
  return [
    ['Dockerfile', `COPY ${basename(root)} /usr/local/share/ca-certificates/oauth-lab.crt`],
    ['', 'RUN update-ca-certificates'],
    ['docker run', `${mounts} ${settings.map((name) => `-e ${name}=/roots.crt`).join(' ')}`],
  ]
}
