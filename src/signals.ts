// What the hub is told from outside: stop (SIGTERM, SIGINT, the operator), read the file again (SIGHUP), or give up.

type Order = { readonly by: string; readonly failed: boolean }

export type Orders = AsyncDisposable & {
  /** Settles with the first order to stop. */
  readonly given: Promise<Order>
  /** What to do when the file should be read again. */
  onReread: () => void
  /** A mistake of ours that nobody caught. A lost promise has ended its own work and no more; after a lost exception the hub gives up. */
  onFault: (thrown: unknown, where: string) => void
  stop(by: string): void
  giveUp(sentence: string): void
  /** Settles after `seconds`, or at once when a second order says to hurry. */
  hurry(seconds: number): Promise<void>
}

export function listenToSignals(): Orders {
  const { promise: given, resolve: give } = Promise.withResolvers<Order>()
  const { promise: hurried, resolve: hurryNow } = Promise.withResolvers<void>()
  let told = false
  const order = (by: string, failed: boolean): void => {
    if (told) hurryNow()
    told = true
    give({ by, failed })
  }
  // At a terminal SIGHUP means that the window was closed.
  const atTerminal = process.stdin.isTTY || process.stderr.isTTY
  const orders: Orders = {
    given,
    onReread: () => undefined,
    onFault: () => undefined,
    stop: by => order(by, false),
    giveUp: sentence => order(sentence, true),
    hurry: async seconds => {
      const { promise: over, resolve } = Promise.withResolvers<void>()
      // What has to be drained keeps the process going; the timer alone must not.
      setTimeout(resolve, seconds * 1_000).unref()
      await Promise.race([over, hurried])
    },
    [Symbol.asyncDispose]: async () => {
      for (const [signal, listener] of Object.entries(listeners)) process.off(signal, listener)
      process.off('unhandledRejection', lostPromise)
      process.off('uncaughtException', lostException)
    },
  }
  const listeners: Partial<Record<NodeJS.Signals, () => void>> = {
    SIGTERM: () => orders.stop('SIGTERM'),
    SIGINT: () => orders.stop('SIGINT'),
    SIGHUP: () => (atTerminal ? orders.stop('SIGHUP') : orders.onReread()),
  }
  const lostPromise = (thrown: unknown): void => orders.onFault(thrown, 'a promise that nobody awaited')
  const lostException = (thrown: Error): void => {
    orders.onFault(thrown, 'a place that nobody guarded')
    orders.giveUp('The hub stops after a fault in itself; the log says more.')
  }
  for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener)
  process.on('unhandledRejection', lostPromise)
  process.on('uncaughtException', lostException)
  return orders
}
