using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>A host whose agent dies when a test says so, and is started again at once.</summary>
public class CrashHost : AgentHost
{
    private const string State = "/var/lib/linux_patch_api";
    private const string Library = "/usr/lib/kill-points.so";

    /// <summary>What the agent does next ends at this point.</summary>
    internal Task ArmAsync(KillPoint point)
    {
        File.Delete($"{Sandbox.Root}{State}/killed");
        return Sandbox.WriteAsync($"{State}/kill-point", $"{point}\n");
    }

    /// <summary>The kill that happened since; null when the agent lives.</summary>
    internal string? Killed()
    {
        var report = $"{Sandbox.Root}{State}/killed";
        return File.Exists(report) ? File.ReadAllText(report).Trim() : null;
    }

    internal async Task<IReadOnlyList<string>> JobIdsAsync() =>
        [.. (await Client.GetAsync("/api/v1/jobs?limit=1000")).Expect(200).Data.Items("jobs").Select(j => j.Text("job_id")!)];

    /// <summary>Sends a mutation; the id of its job, null when the connection broke before the answer.</summary>
    internal async Task<string?> TryJobAsync(string method, string path, string? body = null)
    {
        try
        {
            return await Client.JobAsync(method, path, body);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>
    /// The one job that was not there before, as the agent lists it now; null when there is none. It is the admitted one, if one was.
    /// </summary>
    internal async Task<string?> NewJobAsync(IReadOnlyCollection<string> known, string? admitted)
    {
        var ids = await Eventually.AsWantedAsync("the list of jobs", JobIdsAsync, _ => true);
        var job = ids.Except(known).SingleOrDefault();
        Assert.True(admitted is null || admitted == job, $"{admitted} was admitted and is lost; listed: {job}");
        return job;
    }

    /// <summary>A service to restart, and what tells one life of it from the next.</summary>
    internal const string Service = "sample-service";

    internal async Task<string> LifeAsync() => (await Sandbox.ShAsync($"systemctl show -p InvocationID --value {Service}")).Trim();

    /// <summary>Records in the journal.</summary>
    internal int Records() => File.ReadLines($"{Sandbox.Root}{State}/jobs/journal.log").Count();

    private protected override async Task InstallAsync(string package)
    {
        await base.InstallAsync(package);
        var source = Path.Combine(TestBed.Repository, "tests/Support/KillPoints/kill-points.c");
        await Command.RunAsync(
            "clang", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", Sandbox.Root + Library, source, "-lpthread");
        var folder = Sandbox.Root + "/etc/systemd/system/linux-patch-api.service.d";
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(
            folder + "/kill-points.conf",
            $"[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestartSec=100ms\nEnvironment=LD_PRELOAD={Library}\n");
        await Sandbox.ShAsync("systemctl daemon-reload");
        await RestartAsync();
    }
}
