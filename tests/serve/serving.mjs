// A preview server under test, and what is asked of it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, get, request } from 'node:http';

export const now = { SOURCE_DATE_EPOCH: '1796083200' };

// The script that is added to pages, with the hashes of the page that it stands in.
const liveLine = /<script src="\/\.metier\/live\.js" data-hash="[0-9a-f]{96}" async><\/script>\n/;
export const withoutScript = html => html.replace(liveLine, '');

// Starts one. `said` grows with what it says; `ended` is its exit status, once there is one.
export async function start(metier, site, { options = [], environment = {}, folder } = {}) {
  const child = spawn(metier, ['serve', '-C', site, '--host', '127.0.0.1', '--port', String(8100 + process.pid % 800), ...options],
    { cwd: folder, env: { ...process.env, ...now, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  process.on('exit', () => child.kill('SIGKILL'));
  const server = { child, pid: child.pid, said: '', errors: '', ended: undefined, agent: new Agent({ keepAlive: true, maxSockets: 4 }) };
  child.stdout.on('data', bytes => { server.said += bytes; });
  child.stderr.on('data', bytes => { server.errors += bytes; });
  const end = new Promise(resolve => child.on('exit', (status, signal) => { server.ended = signal ?? status; resolve(server.ended); }));
  server.stop = () => { server.agent.destroy(); child.kill('SIGTERM'); return end; };
  await until(() => / shows the site/.test(server.said) || server.ended !== undefined, 'the server starts', 60_000);
  if (server.ended !== undefined) throw new Error(`the server ended: ${server.ended}: ${server.errors}`);
  server.port = Number(/:(\d+)\/\S* shows the site/.exec(server.said)[1]);
  return server;
}

// What it answers: status, headers, and the body as latin1, which keeps bytes as they are.
export function ask(server, path) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, agent: server.agent, timeout: 30_000 }, answer => {
      const chunks = [];
      answer.on('data', bytes => chunks.push(bytes));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString('latin1') }));
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer for ${path}`)));
    asked.on('error', error => reject(new Error(`${path}: ${error.message}; the server: ${server.ended ?? 'runs'}\n${server.errors.slice(-3000)}`)));
    asked.end();
  });
}

// Follows the event stream of a page as its script does: [{event, data}] grows.
export async function follow(server, page) {
  const { body } = await ask(server, page);
  const hash = /data-hash="([0-9a-f]{96})"/.exec(body)[1];
  const stream = { events: [] };
  let text = '';
  await new Promise((resolve, reject) => {
    stream.request = get({ host: '127.0.0.1', port: server.port, path: `/.metier/events?page=${page}&hash=${hash}` }, answer => {
      answer.setEncoding('utf8');
      answer.on('error', () => {});
      answer.on('data', piece => {
        const parts = (text += piece).split('\n\n');
        text = parts.pop();
        for (const part of parts) {
          const event = /^event: (.*)/m.exec(part);
          if (event) stream.events.push({ event: event[1], data: part.split('\n').filter(line => line.startsWith('data: ')).map(line => line.slice(6)).join('\n') });
        }
        resolve();
      });
    });
    stream.request.on('error', reject);
  });
  stream.changes = () => stream.events.filter(each => each.event === 'change').length;
  stream.close = () => stream.request.destroy();
  return stream;
}

export const sleep = ms => new Promise(resolve => { setTimeout(resolve, ms); });

export async function until(holds, what, limitMs = 20_000) {
  const end = Date.now() + limitMs;
  while (!await holds()) {
    if (Date.now() > end) throw new Error(`in vain waited for: ${what}`);
    await sleep(5);
  }
}

// Of the memory that a process has to itself, in kB.
export const residentOf = pid => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
