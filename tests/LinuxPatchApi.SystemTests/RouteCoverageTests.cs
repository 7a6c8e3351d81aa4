using System.Text.Json;
using System.Text.RegularExpressions;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests;

/// <summary>
/// A route that no other test used with success is not tested. The OpenAPI document is held equal to the routes by a unit test.
/// </summary>
[Collection(nameof(AfterAllOthers))]
public sealed class RouteCoverageTests
{
    /// <summary>Their answers do not end by themselves; the tests in Watching use them with clients of others.</summary>
    private static readonly string[] Streams = ["/api/v1/jobs/{id}/events", "/api/v1/ws/jobs"];

    [Fact]
    public async Task Every_route_was_answered_with_success_by_a_real_agent()
    {
        var document = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(TestBed.Repository, "src/LinuxPatchApi/Api/OpenApi/openapi.json"))).RootElement;
        var missing = document.At("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => (Method: method.Name.ToUpperInvariant(), path.Name)))
            .Where(route => route.Method is "GET" or "POST" or "PUT" or "DELETE")
            .Where(route => !Streams.Contains(route.Name))
            .Where(route => !AgentClient.SucceededRequests.Any(
                done => done.Method == route.Method && Template(route.Name).IsMatch(done.Path)))
            .Select(route => $"{route.Method} {route.Name}");
        Assert.Empty(missing);
    }

    private static Regex Template(string path) => new("^" + Regex.Replace(path, "{[^}]*}", "[^/]+") + "$");
}
