// serve.mjs ANSWERS COMMAND... - runs COMMAND with the address of a server of these answers as its last argument; ends with its exit code.
// ANSWERS is a file of fixed answers, or the folder of a sandbox: then each request is passed on to its agent, with its client certificate.
import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { request as httpsRequest } from "node:https";

const [answers, command, ...rest] = process.argv.slice(2);
const server = createServer(statSync(answers).isDirectory() ? forward(answers) : answer(JSON.parse(readFileSync(answers, "utf8"))));
server.listen(0, "127.0.0.1", () => {
    const child = spawn(command, [...rest, `http://127.0.0.1:${server.address().port}`], { stdio: "inherit" });
    child.on("exit", code => process.exit(code ?? 1));
});

function answer(known) {
    return (request, response) => {
        const [status, body] = known[`${request.method} ${request.url}`] ?? [599, {}];
        response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    };
}

function forward(sandbox) {
    const read = name => readFileSync(`${sandbox}/${name}`, "utf8");
    const [url, options] = [read("url").trim(), { ca: read("ca.pem"), cert: read("client.pem"), key: read("client.key.pem") }];
    return (request, response) => {
        const passed = httpsRequest(url + request.url, { ...options, method: request.method }, from => {
            response.writeHead(from.statusCode, { "Content-Type": from.headers["content-type"] });
            from.pipe(response);
        });
        passed.on("error", error => response.writeHead(502).end(String(error)));
        passed.end();
    };
}
