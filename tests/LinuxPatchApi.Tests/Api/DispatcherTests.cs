namespace LinuxPatchApi.Tests.Api;

/// <summary>What handlers throw.</summary>
public sealed class DispatcherTests : IDisposable
{
    private readonly DispatcherHost _host = new();

    public void Dispose() => _host.Dispose();

    /// <summary>A deadline that is over is no bug of the handler, whatever its route.</summary>
    [Theory]
    [InlineData("GET", "/api/v1/packages/bash")]
    [InlineData("GET", "/api/v1/patches")]
    [InlineData("DELETE", "/api/v1/system/reboot")]
    public async Task Request_whose_deadline_is_over_is_503_and_may_be_repeated(string method, string path)
    {
        _host.Answer = _ => throw new TaskCanceledException();
        var answer = await _host.SendAsync(method, path, []);
        Assert.Equal(503, answer.Status);
        Assert.Contains("\"BACKEND_UNAVAILABLE\"", answer.Text, StringComparison.Ordinal);
        Assert.Contains("\"retryable\":true", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bug_of_a_handler_is_500()
    {
        _host.Answer = _ => throw new InvalidOperationException();
        Assert.Equal(500, (await _host.QueryAsync("GET", "/api/v1/packages/bash")).Status);
    }
}
