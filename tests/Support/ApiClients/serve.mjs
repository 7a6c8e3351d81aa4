// serve.mjs ANSWERS COMMAND... - runs COMMAND with the address of a server of these answers as its last argument; ends with its exit code.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const [answers, command, ...rest] = process.argv.slice(2);
const known = JSON.parse(readFileSync(answers, "utf8"));
const server = createServer((request, response) => {
    const [status, body] = known[`${request.method} ${request.url}`] ?? [599, {}];
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
});
server.listen(0, "127.0.0.1", () => {
    const child = spawn(command, [...rest, `http://127.0.0.1:${server.address().port}`], { stdio: "inherit" });
    child.on("exit", code => process.exit(code ?? 1));
});
