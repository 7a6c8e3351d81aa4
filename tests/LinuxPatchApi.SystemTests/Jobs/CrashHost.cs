using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>A host whose agent dies when a test says so, and is started again at once.</summary>
public class CrashHost : AgentHost
{
    private AgentKills Kills => new(this);

    internal Task ArmAsync(KillPoint point) => Kills.ArmAsync(point);

    internal string? Killed() => Kills.Killed();

    internal Task<IReadOnlyList<string>> JobIdsAsync() => Kills.JobIdsAsync();

    internal Task<string?> TryJobAsync(string method, string path, string? body = null) => Kills.TryJobAsync(method, path, body);

    internal Task<string?> NewJobAsync(IReadOnlyCollection<string> known, string? admitted) => Kills.NewJobAsync(known, admitted);

    /// <summary>A service to restart, and what tells one life of it from the next.</summary>
    internal const string Service = "sample-service";

    internal async Task<string> LifeAsync() => (await Sandbox.ShAsync($"systemctl show -p InvocationID --value {Service}")).Trim();

    /// <summary>Records in the journal.</summary>
    internal int Records() => File.ReadLines($"{Sandbox.Root}/var/lib/linux_patch_api/jobs/journal.log").Count();

    private protected override async Task InstallAsync(string package)
    {
        await base.InstallAsync(package);
        await Kills.InstallAsync();
    }
}
