// The clients of NSwag and Kiota. It compiles only while the members below have these types.
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

var url = args[^1];
var host = Environment.GetEnvironmentVariable("HOST_NAME");
var security = int.Parse(Environment.GetEnvironmentVariable("SECURITY_UPDATES")!);
using var http = new HttpClient();

NSwag.Client.SummaryDocument swagger = (await new NSwag.Client.PatchClient(http) { BaseUrl = url }.GetSummaryAsync()).Data;
NSwag.Client.JobStatus status = swagger.Newest_job.Status;
Expect(swagger.Updates.Security == security && status == NSwag.Client.JobStatus.Completed, "NSwag");

var kiota = new Kiota.Client.PatchClient(new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(),
    httpClient: http) { BaseUrl = url });
var summary = (await kiota.Api.V1.Summary.GetAsync())!.Data!;
Expect(summary.Hostname == host && summary.Updates?.Security == security && summary.MetadataRefreshedAt is { Year: >= 2026 }, "Kiota");
return 0;

static void Expect(bool isAsExpected, string generator)
{
    if (!isAsExpected)
    {
        throw new InvalidOperationException($"{generator}: other data than were sent");
    }

    Console.WriteLine($"{generator}: typed data");
}
