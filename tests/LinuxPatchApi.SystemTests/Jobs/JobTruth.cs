using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>Holds what a job says against the package database of its host.</summary>
internal static class JobTruth
{
    /// <summary>Throws when an ended job says anything that the database does not show, or the database is broken.</summary>
    public static async Task CheckAsync(Sandbox sandbox, JsonElement job, string what) =>
        Check(job, await InstalledAsync(sandbox), what);

    /// <summary>Throws when an ended job says anything that these installed versions do not show.</summary>
    public static void Check(JsonElement job, IReadOnlyDictionary<string, string> installed, string what)
    {
        var status = job.Text("status");
        Assert.True(status is "completed" or "failed" or "cancelled", $"{what}: not ended: {job}");
        Assert.True(!job.TryGetProperty("error_code", out var code) || code.GetString() is "AGENT_RESTARTED" or "ROLLBACK_FAILED",
            $"{what}: {job}");
        var changes = job.Items("changes").Where(c => c.Text("outcome") != "skipped" && !IsByHand(c)).ToList();
        Assert.True(status != "completed" || changes.All(c => c.Text("outcome") == "applied"), $"{what}: completed is not true: {job}");
        Assert.True(status != "failed" || changes.Count == 0 || changes.Any(c => c.Text("outcome") != "applied"),
            $"{what}: failed is not true: {job}");
        foreach (var change in changes)
        {
            var version = installed.GetValueOrDefault(change.Text("name")!);
            var isTrue = change.Text("outcome") switch
            {
                "applied" => version == change.Text("to_version"),
                "unchanged" or "planned" => version == change.Text("from_version"),
                "different" => version != change.Text("to_version") && version != change.Text("from_version"),
                _ => false,
            };
            Assert.True(isTrue, $"{what}: installed is {version ?? "nothing"}, the job says {change}");
        }
    }

    /// <summary>
    /// True for the agent's own package, which an administrator changed while the job ran: the job tells it, and it says nothing of the
    /// job's own changes.
    /// </summary>
    private static bool IsByHand(JsonElement change) => change.Text("name") == "linux-patch-api"
        && change.TryGetProperty("reason", out var reason) && reason.GetString() == "changed without being in the plan";

    /// <summary>The name and version of all that is installed and configured. Throws when dpkg finds anything half-done.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> InstalledAsync(Sandbox sandbox)
    {
        var text = await sandbox.ShAsync(
            "dpkg --audit >&2; test -z \"$(dpkg --audit)\"; test -z \"$(ls /var/lib/dpkg/updates | grep -x '[0-9]*')\"; "
            + "dpkg-query -W -f '${Package}|${Version}|${db:Status-Status}\\n' 'sample-*'");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))
            .Where(part => part[2] == "installed").ToDictionary(part => part[0], part => part[1]);
    }
}
