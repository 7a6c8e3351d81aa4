using LinuxPatchApi.Host;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Reboots;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Operations.Reboots;

/// <summary>The files of a host that can be rebooted.</summary>
internal sealed class BootedHost : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public BootedHost()
    {
        foreach (var directory in (string[])["proc/sys/kernel/random", "proc/1", "run/systemd/shutdown"])
        {
            Directory.CreateDirectory(_root.File(directory));
        }

        Boot("boot-1", "6.1.0-1-amd64");
    }

    public string LedgerPath => _root.File("reboots.log");

    public string DownPath => _root.File("going-down.json");

    public HostFacts Facts => new(new HostPaths(_root.Path));

    /// <summary>Writes logind's file of what is scheduled.</summary>
    public void Schedule(string text) => _root.Write("run/systemd/shutdown/scheduled", text);

    public void Dispose() => _root.Dispose();

    /// <param name="kernelBoot">Unix seconds.</param>
    public void Boot(string bootId, string kernel, long kernelBoot = 1_772_366_400)
    {
        _root.Write("proc/sys/kernel/random/boot_id", bootId + "\n");
        _root.Write("proc/sys/kernel/osrelease", kernel + "\n");
        _root.Write("proc/stat", $"cpu  1 2 3\nbtime {kernelBoot}\nprocesses 1\n");
        _root.Write("proc/1/stat", "1 (systemd) S " + string.Join(' ', Enumerable.Repeat("0", 18)) + " 250 0 0\n");
    }
}
