// to-3.0.mjs IN OUT - the API document for the generators for C#, of which NSwag reads OpenAPI 3.0 only: the same operations and members. Both take a
// schema that is the envelope and more for one of them alone: they get it merged, and open, because a closed one is not extended.
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
        // Of the node as it was: a null that has been converted is no longer one.
        if (!Array.isArray(node[kind]) || !node[kind].some(one => one.type === "null")) continue;
        const rest = result[kind].filter((_, at) => node[kind][at].type !== "null");
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
    // Examples are data: of a schema a list, of which 3.0 has one and as it is.
    if (Array.isArray(node.examples)) [result.example] = node.examples;
    for (const name of ["contentMediaType", "contentSchema", "examples"]) delete result[name];
    return result;
};

const document = convert(JSON.parse(readFileSync(process.argv[2], "utf8")));

const named = reference => document.components.schemas[reference.split("/").at(-1)];
const merge = node => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node.allOf) && node.allOf.length > 1) {
        const parts = node.allOf.map(part => part.$ref ? named(part.$ref) : part);
        Object.assign(node, ...parts, { type: "object", properties: Object.assign({}, ...parts.map(part => part.properties)) });
        node.required = [...new Set(parts.flatMap(part => part.required ?? []))];
        delete node.allOf;
    }
    if (node.additionalProperties === false) delete node.additionalProperties;
    Object.values(node).forEach(merge);
};
merge(document);
document.openapi = "3.0.3";
delete document.info.license.identifier;
// OpenAPI 3.0 knows no mutual TLS; the handler of the connection brings the certificate.
delete document.security;
delete document.components.securitySchemes;
writeFileSync(process.argv[3], JSON.stringify(document, null, 1));
