using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>A host whose jobs are kept on a file system of their own, of four megabytes.</summary>
public sealed class StorageHost : AgentHost
{
    private const string Jobs = "/var/lib/linux_patch_api/jobs";

    internal async Task<IReadOnlyList<string>> JobIdsAsync() =>
        [.. (await Client.GetAsync("/api/v1/jobs?limit=1000")).Expect(200).Data.Items("jobs").Select(j => j.Text("job_id")!)];

    /// <summary>The journal as it is on the disk.</summary>
    internal async Task<IReadOnlyList<string>> JournalLinesAsync() => (await Sandbox.ShAsync($"cat {Jobs}/journal.log")).Split('\n');

    private protected override async Task InstallAsync(string package)
    {
        await base.InstallAsync(package);
        await Sandbox.ShAsync($"systemctl stop linux-patch-api; mount -t tmpfs -o size=4m,mode=0700 jobs {Jobs}");
        await Sandbox.ShAsync("systemctl start linux-patch-api");
        await AnsweringAsync();
    }
}
