// Where the hub's web door is, through which files go: where one is connected already, or at the same host on the port that the hub tells.

/** `port`: of the web door, as far as a hello has told it. Undefined when it is shut. */
export function webDoor(connected: URL, port: number | undefined): URL | undefined {
  const isWeb = /^(wss?|https?):$/.test(connected.protocol)
  if (!isWeb)
    return port === undefined ? undefined : new URL(`${connected.protocol === 'tls:' ? 'https' : 'http'}://${connected.hostname}:${port}/`)
  // Beside `/ws`, also behind a proxy that has put both below a folder.
  const scheme = /^(wss|https):$/.test(connected.protocol) ? 'https' : 'http'
  return new URL(`${scheme}://${connected.host}${connected.pathname.replace(/[^/]*$/, '')}`)
}
