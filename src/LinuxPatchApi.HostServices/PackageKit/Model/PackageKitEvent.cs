using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>
/// An event of a running transaction. Observers receive events in order, one at a time, on the transaction's delivery task; they must
/// return quickly, must not throw and must not wait for a call on the bus.
/// </summary>
public abstract record PackageKitEvent
{
    private PackageKitEvent()
    {
    }

    /// <summary>Status, percentage or another property changed.</summary>
    public sealed record Progressed(PackageKitProgress Progress) : PackageKitEvent;

    /// <summary>A package row.</summary>
    public sealed record PackageReported(PackageKitPackage Package) : PackageKitEvent;

    /// <summary>Progress of one package; the percentage restarts with each status.</summary>
    public sealed record ItemProgressed(PackageId Id, PackageKitStatus Status, uint Percentage) : PackageKitEvent;

    /// <summary>An error; the transaction ends afterwards.</summary>
    public sealed record Failed(PackageKitError Error) : PackageKitEvent;

    /// <summary>The transaction requests a restart.</summary>
    public sealed record RestartRequired(PackageKitRestartHint Hint) : PackageKitEvent;
}
