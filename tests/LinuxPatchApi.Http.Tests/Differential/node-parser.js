// Reads one request stream a line, in hexadecimal; writes one line a stream: what node's own HTTP parser (llhttp, strict) makes of it.
'use strict';
process.noDeprecation = true;
const { HTTPParser, methods, allMethods } = process.binding('http_parser');
const names = allMethods || methods;

function read(bytes) {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser.REQUEST, {}, 1 << 20, 0);
  const requests = [];
  let current = null;
  let fields = [];
  let target = '';
  let closed = false;
  parser[HTTPParser.kOnHeaders] = (headers, url) => { fields.push(...headers); target += current === null ? url || '' : ''; };
  parser[HTTPParser.kOnHeadersComplete] = (major, minor, headers, method, url, status, text, upgrade, keepAlive) => {
    current = { method: String(names[method]), target: target + (url || ''), headers: fields.concat(headers || []).map(String), body: [], minor };
    fields = [];
    target = '';
    closed = !keepAlive;
    return 0;
  };
  parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
    const part = length === undefined ? chunk : chunk.subarray(offset, offset + length);
    current.body.push(Buffer.from(part));
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    if (current === null) { return; }
    requests.push({ ...current, body: Buffer.concat(current.body).toString('hex') });
    current = null;
    fields = [];
  };
  let error = null;
  const result = parser.execute(bytes);
  if (result instanceof Error) {
    error = result.code || result.message;
  } else if (result < bytes.length && !closed) {
    error = 'UPGRADE';
  } else if (!closed || current !== null) {
    const end = parser.finish();
    error = end instanceof Error ? end.code : null;
  }
  if (closed && requests.length > 0 && current === null) { error = null; }
  return { requests, error, closed: closed && error === null };
}

require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(JSON.stringify(read(Buffer.from(line, 'hex'))) + '\n');
});
