using LinuxPatchApi.Checks;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.Packages;

namespace LinuxPatchApi.Host.Checks;

/// <summary>Checks that the system bus answers.</summary>
internal sealed class BusCheck(SystemBus bus) : ICheck
{
    public const string Name = "bus";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(bus.IsConnected));

    public static CheckResult Judge(bool connected) => connected
        ? CheckResult.Ok(Name, "connected")
        : CheckResult.Fail(Name, "not connected", "the system bus does not answer", Remedies.BusAbsent);
}
