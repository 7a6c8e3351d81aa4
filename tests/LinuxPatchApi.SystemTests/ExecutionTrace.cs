using System.Diagnostics;
using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

[assembly: AssemblyFixture(typeof(LinuxPatchApi.SystemTests.ExecutionTrace))]

namespace LinuxPatchApi.SystemTests;

/// <summary>Records which programs are executed on this machine, containers included, from before the first test to the last.</summary>
public sealed class ExecutionTrace : IAsyncLifetime
{
    private readonly string _file = Path.Combine(TestBed.Results, "executed.trace");
    private Process? _recorder;

    public async ValueTask InitializeAsync()
    {
        _ = TestBed.Package();
        _recorder = Process.Start(new ProcessStartInfo(TestBed.TraceTool, ["record", _file]) { RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var said = await _recorder.StandardOutput.ReadLineAsync(limit.Token);
        Assert.Equal("recording", said);
    }

    /// <summary>Ends the record and says what the daemons executed.</summary>
    internal async Task<JsonElement> ReportAsync()
    {
        await StopAsync();
        return JsonDocument.Parse(await Command.RunAsync(TestBed.TraceTool, "report", _file)).RootElement;
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task StopAsync()
    {
        if (_recorder is not { } recorder)
        {
            return;
        }

        _recorder = null;
        await Command.TryAsync("kill", "-TERM", recorder.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await recorder.WaitForExitAsync();
        recorder.Dispose();
    }
}
