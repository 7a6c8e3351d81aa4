using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>A host with slow packages made on demand.</summary>
public class SlowPackageHost : AgentHost
{
    private int _count;

    /// <summary>
    /// Begins the installation of a new package whose script takes <paramref name="seconds"/>, and waits until the script runs.
    /// </summary>
    internal async Task<(string Job, string Package)> BeginSlowAsync(int seconds)
    {
        var package = await SlowAsync(seconds);
        var job = await Client.JobAsync("POST", "/api/v1/packages", $$"""{"packages":[{"name":"{{package}}"}]}""");
        await Eventually.AsWantedAsync(
            $"the script of {package}", () => Task.FromResult(File.Exists($"{Sandbox.Root}/var/lib/{package}.begun")), begun => begun);
        return (job, package);
    }

    /// <summary>A new package whose script takes that long, or until /var/lib/PACKAGE.go is there.</summary>
    internal async Task<string> SlowAsync(int seconds)
    {
        var package = $"sample-wait{Interlocked.Increment(ref _count)}";
        await Sandbox.PublishAsync(
            package,
            "1.0-1",
            "--postinst",
            $"touch /var/lib/{package}.begun; i=0; while [ $i -lt {seconds} ] && [ ! -e /var/lib/{package}.go ]; "
                + $"do i=$((i+1)); echo step $i; sleep 1; done; touch /var/lib/{package}.done");
        await Sandbox.ShAsync("apt-get -q update >/dev/null");
        return package;
    }
}
