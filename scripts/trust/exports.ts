/** What a shell sets so that its programs trust the lab besides everybody whom they trusted before. */
export function describeExports(
  files: { root: string; bundle: string },
  options: { platform: NodeJS.Platform; env: NodeJS.ProcessEnv },
): string {
  const { root, bundle } = files
  const { platform, env } = options
  const extra = env['NODE_EXTRA_CA_CERTS']
  const variables = {
    // Node adds to its own authorities; somebody's additions are in the bundle.
    NODE_EXTRA_CA_CERTS: extra === undefined || extra === root ? root : bundle,
    // These replace the authorities of OpenSSL, Go, Ruby and Python; of curl; of Python's requests.
    SSL_CERT_FILE: bundle,
    CURL_CA_BUNDLE: bundle,
    REQUESTS_CA_BUNDLE: bundle,
  }
  return Object.entries(variables)
    .map(([name, path]) =>
      platform === 'win32'
        ? `$env:${name} = '${path.replaceAll("'", "''")}'\n`
        : `export ${name}='${path.replaceAll("'", String.raw`'\''`)}'\n`,
    )
    .join('')
}
