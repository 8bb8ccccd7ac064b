// Uploads without credentials, by Node's `http` (its default agent keeps connections) and by `fetch`: prints how many saw the 401.
// node .ci/clients.mjs http://127.0.0.1:3000 RUNS BYTES…
import http from 'node:http';
import { setTimeout } from 'node:timers/promises';

const [base, runs, ...sizes] = process.argv.slice(2);
const url = `${base}/posts`;
const headers = { 'content-type': 'application/json' };

// A connection that breaks while the agent keeps it for the next request ends a program that does not expect it.
let uncaught = '';
process.on('uncaughtException', (error) => (uncaught = `uncaught ${error.code ?? error}`));

const upload = (body) =>
  new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', headers: { ...headers, 'content-length': body.length } });
    request.on('response', (response) => {
      response.on('end', () => resolve([response.statusCode, response.headers['www-authenticate']]));
      response.on('error', reject);
      response.resume();
    });
    request.on('error', reject);
    request.end(body);
  });

const fetched = async (body) => {
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.text();
  return [response.status, response.headers.get('www-authenticate')];
};

for (const [name, send] of [['Node http', upload], ['Node fetch', fetched]]) {
  for (const size of sizes.map(Number)) {
    const errors = new Map();
    let seen = 0;
    for (let run = 0; run < Number(runs); run++) {
      uncaught = '';
      const error = await send(Buffer.alloc(size, 'x')).then(
        ([status, challenge]) => (status === 401 && challenge ? '' : `${status} ${challenge}`),
        (error) => error.cause?.code ?? error.code ?? String(error),
      );
      await setTimeout(20);
      const why = error || uncaught;
      if (why) errors.set(why, (errors.get(why) ?? 0) + 1);
      else seen++;
    }
    const why = [...errors].map(([error, times]) => `${times} ${error}`).join(', ');
    console.log([name, size, seen, runs, why].join('\t'));
  }
}
