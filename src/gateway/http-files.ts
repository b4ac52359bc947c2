// Files over HTTP: which address means what.
import type { FastifyInstance } from 'fastify'
import type { Hub } from '../hub/hub.ts'
import { Refusal } from '../protocol/refusals.ts'
import { rawRoute } from './http-answers.ts'

export function fileRoutes(app: FastifyInstance, hub: Hub): void {
  app.route({
    method: ['GET', 'HEAD', 'PUT', 'DELETE'],
    url: '/files/*',
    exposeHeadRoute: false,
    handler: rawRoute(hub.log, async () => {
      throw new Refusal('not-yet')
    }),
  })
}
