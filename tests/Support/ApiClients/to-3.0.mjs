// to-3.0.mjs IN OUT - the API document for generators that read OpenAPI 3.0 only (NSwag): the same operations and members.
import { readFileSync, writeFileSync } from "node:fs";

const convert = node => {
    if (Array.isArray(node)) return node.map(convert);
    if (node === null || typeof node !== "object") return node;
    const result = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, convert(value)]));
    if (Array.isArray(result.type)) {
        result.nullable = result.type.includes("null");
        result.type = result.type.find(type => type !== "null");
    }
    for (const kind of ["anyOf", "oneOf"]) {
        if (!Array.isArray(result[kind]) || !result[kind].some(one => one.type === "null")) continue;
        const rest = result[kind].filter(one => one.type !== "null");
        delete result[kind];
        Object.assign(result, { nullable: true }, rest.length === 1 ? { allOf: rest } : { [kind]: rest });
    }
    if ("const" in result && typeof result.const !== "object") {
        if (typeof result.const === "string") Object.assign(result, { type: "string", enum: [result.const] });
        else result.type ??= typeof result.const;
        delete result.const;
    }
    if (result.type === "null") Object.assign(result, { type: "object", nullable: true });
    if (Array.isArray(result.enum)) result.type ??= "string";
    for (const name of ["contentMediaType", "contentSchema"]) delete result[name];
    return result;
};

const document = convert(JSON.parse(readFileSync(process.argv[2], "utf8")));
document.openapi = "3.0.3";
delete document.info.license.identifier;
// OpenAPI 3.0 knows no mutual TLS; the handler of the connection brings the certificate.
delete document.security;
delete document.components.securitySchemes;
writeFileSync(process.argv[3], JSON.stringify(document, null, 1));
