using System.Diagnostics;
using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs.PowerCuts;

/// <summary>A host whose power fails when a test says so.</summary>
public sealed class PowerCutHost : CrashHost
{
    private const string State = "/var/lib/linux_patch_api";

    internal string Journal => $"{Sandbox.Root}{State}/jobs/journal.log";

    /// <summary>What the agent puts aside of a damaged journal.</summary>
    internal string Quarantine => Journal + ".corrupt";

    /// <summary>Lines of dpkg's log.</summary>
    internal int DpkgLines() => File.ReadLines($"{Sandbox.Root}/var/log/dpkg.log").Count();

    /// <summary>All processes of the host at once, as soon as this is called.</summary>
    internal async Task CutAsync(int leader)
    {
        using (var process = Process.GetProcessById(leader))
        {
            process.Kill();
        }

        await Command.RunAsync(TestBed.SandboxTool, "cut", Sandbox.Name);
    }

    /// <summary>The next agent sees a wall clock that is off by so much.</summary>
    internal Task SetClockAsync(TimeSpan offset)
    {
        Client.Ahead = offset;
        return Sandbox.WriteAsync($"{State}/clock-offset", ((long)offset.TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }

    internal async Task BootAsync()
    {
        await Command.RunAsync(TestBed.SandboxTool, "start", Sandbox.Name);
        await AnsweringAsync();
    }

    internal async Task<int> LeaderAsync() => int.Parse(await Sandbox.PidAsync(), CultureInfo.InvariantCulture);

    private protected override async Task InstallAsync(string package)
    {
        await base.InstallAsync(package);
        await Sandbox.ShAsync("systemctl enable linux-patch-api.service 2>/dev/null");
    }
}
