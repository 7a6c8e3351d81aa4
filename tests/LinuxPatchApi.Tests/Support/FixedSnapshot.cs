using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Support;

/// <summary>What is in force, as a test says.</summary>
internal sealed class FixedSnapshot(Func<Settings, Settings> settings, Func<TlsMaterial?>? material = null) : ISnapshots
{
    public static Settings Defaults { get; } = ConfigurationLoader.Parse("test", [])!.Settings!;

    public AllowList Allowed { get; init; } = AllowList.Nobody;

    public Snapshot Current => new(settings(Defaults), material?.Invoke(), Allowed);

    public event Action<Snapshot>? Changed;

    /// <summary>Announces what is in force now, as after a reload.</summary>
    public void Publish() => Changed?.Invoke(Current);
}
