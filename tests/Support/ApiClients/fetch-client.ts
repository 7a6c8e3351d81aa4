// The client of openapi-fetch over the types of openapi-typescript. It compiles only while the members below have these types.
import createClient from "openapi-fetch";
import type { components, paths } from "./types.js";

const client = createClient<paths>({ baseUrl: process.argv.at(-1)! });
const summary = await client.GET("/api/v1/summary");
const security: number | undefined = summary.data?.data?.updates?.security;
const status: components["schemas"]["JobStatus"] | undefined = summary.data?.data?.newest_job?.status;
if (security !== Number(process.env.SECURITY_UPDATES) || status !== "completed") throw new Error(JSON.stringify(summary.data));

const id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const missing = await client.GET("/api/v1/jobs/{id}", { params: { path: { id } } });
if (missing.response.status !== 404 || !missing.error || missing.error.error.code !== "JOB_NOT_FOUND") {
    throw new Error(JSON.stringify(missing.error));
}
console.log("openapi-typescript: typed data");
