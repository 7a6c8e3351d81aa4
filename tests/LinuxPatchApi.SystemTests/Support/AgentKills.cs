namespace LinuxPatchApi.SystemTests.Support;

/// <summary>Kills the agent of a host at an instant that a test chose, and finds its jobs again afterwards.</summary>
internal sealed class AgentKills(AgentHost host)
{
    private const string State = "/var/lib/linux_patch_api";
    private const string Library = "/usr/lib/kill-points.so";

    /// <summary>Loads the kill points into the agent, which systemd starts again at once from now on.</summary>
    public async Task InstallAsync()
    {
        var source = Path.Combine(TestBed.Repository, "tests/Support/KillPoints/kill-points.c");
        await Command.RunAsync(
            "clang", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", host.Sandbox.Root + Library, source, "-lpthread");
        var folder = host.Sandbox.Root + "/etc/systemd/system/linux-patch-api.service.d";
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(
            folder + "/kill-points.conf",
            $"[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestartSec=100ms\nEnvironment=LD_PRELOAD={Library}\n");
        await host.Sandbox.ShAsync("systemctl daemon-reload");
        await host.RestartAsync();
    }

    /// <summary>What the agent does next ends at this point.</summary>
    public Task ArmAsync(KillPoint point)
    {
        File.Delete($"{host.Sandbox.Root}{State}/killed");
        return host.Sandbox.WriteAsync($"{State}/kill-point", $"{point}\n");
    }

    /// <summary>The kill that happened since; null when the agent lives.</summary>
    public string? Killed()
    {
        var report = $"{host.Sandbox.Root}{State}/killed";
        return File.Exists(report) ? File.ReadAllText(report).Trim() : null;
    }

    public async Task<IReadOnlyList<string>> JobIdsAsync() =>
        [.. (await host.Client.GetAsync("/api/v1/jobs?limit=1000")).Expect(200).Data.Items("jobs").Select(j => j.Text("job_id")!)];

    /// <summary>Sends a mutation; the id of its job, null when the connection broke before the answer.</summary>
    public async Task<string?> TryJobAsync(string method, string path, string? body = null)
    {
        try
        {
            return await host.Client.JobAsync(method, path, body);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>
    /// The one job that was not there before, as the agent lists it now; null when there is none. It is the admitted one, if one was.
    /// </summary>
    public async Task<string?> NewJobAsync(IReadOnlyCollection<string> known, string? admitted)
    {
        var ids = await Eventually.AsWantedAsync("the list of jobs", JobIdsAsync, _ => true);
        var job = ids.Except(known).SingleOrDefault();
        Assert.True(admitted is null || admitted == job, $"{admitted} was admitted and is lost; listed: {job}");
        return job;
    }
}
