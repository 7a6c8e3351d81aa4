using LinuxPatchApi.Http.Routing;

namespace LinuxPatchApi.Http.Tests.Routing;

public sealed class RouteTableTests
{
    private static readonly RouteTable<string> Table = new(
    [
        new("GET", "/", "root"),
        new("GET", "/api/v1/packages", "list"),
        new("POST", "/api/v1/packages", "install"),
        new("GET", "/api/v1/packages/{name}", "detail"),
        new("DELETE", "/api/v1/packages/{name}", "remove"),
        new("GET", "/api/v1/packages/special", "special"),
        new("GET", "/api/v1/packages/special/files", "files"),
        new("POST", "/api/v1/jobs/{id}/rollback", "rollback"),
        new("GET", "/api/v1/{kind}/{id}/rollback", "any"),
    ]);

    [Theory]
    [InlineData("GET", "/", "root")]
    [InlineData("GET", "/api/v1/packages", "list")]
    [InlineData("HEAD", "/api/v1/packages", "list")]
    [InlineData("POST", "/api/v1/packages", "install")]
    [InlineData("GET", "/api/v1/packages/special", "special")]
    [InlineData("GET", "/api/v1/packages/special/files", "files")]
    public void Literal_routes_are_found(string method, string path, string expected)
    {
        var match = Table.Match(method, path);
        Assert.Equal((RouteMatchKind.Found, expected), (match.Kind, match.Value));
    }

    [Theory]
    [InlineData("gcc-12:amd64")]
    [InlineData("a b+c")]
    [InlineData("specials")]
    public void Parameter_takes_one_segment_as_it_is(string name)
    {
        var match = Table.Match("GET", $"/api/v1/packages/{name}");
        Assert.Equal((RouteMatchKind.Found, "detail", name), (match.Kind, match.Value, match.Values["name"]));
    }

    [Fact]
    public void Search_goes_back_from_a_literal_that_leads_nowhere()
    {
        var match = Table.Match("GET", "/api/v1/packages/7/rollback");
        Assert.Equal(("any", "packages", "7"), (match.Value, match.Values["kind"], match.Values["id"]));
    }

    [Theory]
    [InlineData("/api/v1/packages/")]
    [InlineData("/api/v1/packages//")]
    [InlineData("/api/v1")]
    [InlineData("/API/v1/packages")]
    [InlineData("/api/v1/packages/a/b")]
    [InlineData("//api/v1/packages")]
    [InlineData("*")]
    [InlineData("")]
    public void Other_paths_are_not_found(string path) => Assert.Equal(RouteMatchKind.NotFound, Table.Match("GET", path).Kind);

    [Theory]
    [InlineData("PUT", "/api/v1/packages", "GET, HEAD, OPTIONS, POST")]
    [InlineData("POST", "/api/v1/packages/x", "DELETE, GET, HEAD, OPTIONS")]
    [InlineData("HEAD", "/api/v1/jobs/1/rollback", "OPTIONS, POST")]
    public void Wrong_method_tells_the_right_ones(string method, string path, string allow)
    {
        var match = Table.Match(method, path);
        Assert.Equal((RouteMatchKind.MethodNotAllowed, allow), (match.Kind, match.Allow));
    }

    [Fact]
    public void Options_tells_the_methods()
    {
        var match = Table.Match("OPTIONS", "/");
        Assert.Equal((RouteMatchKind.Options, "GET, HEAD, OPTIONS"), (match.Kind, match.Allow));
    }

    [Fact]
    public void Mistakes_in_a_table_are_told_when_it_is_built()
    {
        Assert.Throws<ArgumentException>(() => new RouteTable<int>([new("GET", "a", 1)]));
        Assert.Throws<ArgumentException>(() => new RouteTable<int>([new("GET", "/{a}", 1), new("GET", "/{b}", 2)]));
        Assert.Throws<ArgumentException>(() => Table.Match("GET", "/").Values["name"]);
    }
}
