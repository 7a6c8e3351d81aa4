// Follows one job on the job socket with node-ws: one line a frame, "MILLISECONDS JSON", until the job's end.
//
// Usage: node watch.js WSS-URL FOLDER JOB-ID     (FOLDER: ca.pem, client.pem, client.key.pem)
'use strict';

const fs = require('fs');
const { WebSocket } = require('/usr/share/nodejs/ws');

const [url, folder, job] = process.argv.slice(2);
const socket = new WebSocket(url, {
  ca: fs.readFileSync(`${folder}/ca.pem`),
  cert: fs.readFileSync(`${folder}/client.pem`),
  key: fs.readFileSync(`${folder}/client.key.pem`),
});
const ended = new Set(['completed', 'failed', 'cancelled']);

socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', job_id: job })));
socket.on('message', (data) => {
  const text = data.toString();
  console.log(Math.trunc(performance.now()), text);
  if (ended.has(JSON.parse(text).status)) {
    socket.close(1000);
  }
});
socket.on('close', (code) => process.exit(code === 1000 ? 0 : 1));
socket.on('error', (error) => {
  console.error(error.message);
  process.exit(2);
});
