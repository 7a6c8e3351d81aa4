export default {
    input: "openapi.json",
    output: "hey",
    plugins: ["@hey-api/client-fetch", "@hey-api/typescript", { name: "@hey-api/sdk", validator: true }, "zod"],
};
