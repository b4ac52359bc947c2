// Loaded before every file of tests: one that hangs is ended and says so, and no process that it started outlives it. The runner's own time
// limit ends a test, but neither what a file does outside of its tests nor what is left when they are over.
const fileMs = 360_000

if (process.env.NODE_TEST_CONTEXT !== undefined) {
  const timer = setTimeout(() => {
    process.stderr.write(`${process.argv[1]} is not over after ${fileMs / 1_000} s, and was ended.\n`)
    process.exit(1)
  }, fileMs)
  timer.unref()
}
