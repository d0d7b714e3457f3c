// Runs in a process of its own: loads a module, hands its handler an event when there is one, and writes what that
// cost to file descriptor 3. Arguments: the module, the event and the context as JSON.
const { writeSync } = require('node:fs');

const [, , path, event, context] = process.argv;

async function probe() {
  const memory = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const loaded = require(path);
  const result =
    event === undefined ? undefined : await loaded.handler(Buffer.from(event), JSON.parse(context));
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  const { user, system } = process.cpuUsage(cpu);
  const mb = (process.memoryUsage.rss() - memory) / 2 ** 20;
  writeSync(3, JSON.stringify({ ms, cpuMs: (user + system) / 1000, mb, counts: result?.counts }));
}

probe().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
