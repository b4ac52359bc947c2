// Proxies before the doors: a connection from one that is trusted begins with a header that tells whose it is; from anybody else none is ever read.
import { BlockList, isIP, type Server, type Socket } from 'node:net'
import type { Log } from '../hub/ports.ts'
import { limits } from '../protocol/limits.ts'
import { isLoopback, plainAddress } from './addresses.ts'
import { stepBefore } from './doorstep.ts'
import { tellPeer } from './peers.ts'
import { readProxyHeader } from './proxy-header.ts'

/** Whether an address is that of a trusted proxy. */
export type Trusts = (address: string) => boolean

/** By addresses and networks such as 10.0.0.0/8; undefined when one of them is neither. */
export function trusting(listed: readonly string[]): Trusts | undefined {
  const list = new BlockList()
  for (const one of listed) {
    const [address = '', prefix, ...more] = one.split('/')
    const family = familyOf(address)
    const bits = family === 'ipv4' ? 32 : 128
    if (isIP(address) === 0 || more.length > 0 || (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)))
      return undefined
    list.addSubnet(address, prefix === undefined ? bits : Number(prefix), family)
  }
  return address => isIP(address) !== 0 && list.check(address, familyOf(address))
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** From now on connections of trusted proxies are handed on when their header was read, and closed when it is none. */
export function readProxyHeaders(server: Server, trusts: Trusts, log: Log): void {
  stepBefore(server, (socket, handOn) => {
    const proxy = plainAddress(socket.remoteAddress ?? '')
    if (trusts(proxy)) awaitHeader(socket, proxy, log, () => handOn(socket))
    else handOn(socket)
  })
}

function awaitHeader(socket: Socket, proxy: string, log: Log, arrived: () => void): void {
  let held: Buffer = Buffer.alloc(0)
  const refuse = (why: string): void => {
    socket.destroy()
    log.warn({ proxy }, `A connection of the proxy ${proxy} was closed: ${why}. It has to send version 2 of the PROXY protocol.`)
  }
  const late = setTimeout(refuse, limits.proxyHeaderSecondsMax * 1_000, 'its header did not come in time').unref()
  const look = (): void => {
    const chunk: Buffer | null = socket.read()
    if (chunk === null) return
    held = Buffer.concat([held, chunk])
    const header = readProxyHeader(held)
    if (header === 'more') return
    stop()
    if ('wrong' in header) return void refuse(header.wrong)
    const { source, bytes } = header
    if (source !== undefined) tellPeer(socket, { ...source, loopback: isLoopback(source.address) })
    if (held.length > bytes) socket.unshift(held.subarray(bytes))
    // A stream knows only in the next turn that nobody waits for `readable` any more.
    process.nextTick(() => {
      // It may have ended with its header.
      if (socket.readableEnded || socket.destroyed) return void socket.destroy()
      socket.off('error', ignore)
      socket.ref()
      arrived()
    })
  }
  const stop = (): void => {
    clearTimeout(late)
    socket.off('readable', look).off('close', stop).off('end', end)
  }
  // Proxies come and go without a word to see whether somebody is here.
  const end = (): void => void socket.destroy()
  // Who has not said whose connection it is does not keep a hub that is stopping.
  socket.unref()
  socket.on('error', ignore).on('readable', look).on('close', stop).on('end', end)
}

const ignore = (): void => undefined
