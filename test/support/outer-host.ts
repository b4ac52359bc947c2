// An address of this machine that is not loopback: who comes by it is counted by address like anybody in the network.
import { networkInterfaces } from 'node:os'
import { isOfTests } from './namespace.ts'
import { skipUnless } from './needs.ts'

const found = Object.entries(networkInterfaces())
  .flatMap(([name, faces]) => (isOfTests(name) ? [] : (faces ?? [])))
  .find(face => face.family === 'IPv4' && !face.internal)?.address

export const outerHost = found ?? ''
export const skipWithoutOuterHost = skipUnless(found !== undefined, 'This machine has no address but loopback. Connect it to a network.')
