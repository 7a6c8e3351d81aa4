// The client of hey-api, whose answers zod validates. It compiles only while the members below have these types.
import { client } from "./hey/client.gen.js";
import { getSummary } from "./hey/sdk.gen.js";
import type { JobStatus } from "./hey/types.gen.js";

client.setConfig({ baseUrl: process.argv.at(-1)! });
const summary = await getSummary({ throwOnError: true });
const security: number | undefined = summary.data.data.updates?.security;
const status: JobStatus | undefined = summary.data.data.newest_job?.status;
if (security !== Number(process.env.SECURITY_UPDATES) || status !== "completed") throw new Error(JSON.stringify(summary.data));
console.log("hey-api with zod: typed and validated data");
