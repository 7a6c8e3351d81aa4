namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>What the host does with updates that the distribution gives to a share of its hosts first.</summary>
internal enum AptPhasing
{
    /// <summary>apt decides by the machine id whether the host belongs to the share.</summary>
    ByShare,

    /// <summary>The host takes them all: no update stays out because it is phased.</summary>
    Always,

    /// <summary>The host takes none before all hosts get it.</summary>
    Never,
}

/// <summary>Reads apt's switches for phased updates, in its order (apt-pkg/depcache.cc, IsIgnoredPhasedUpdate). Pure.</summary>
internal static class AptPhasingSwitches
{
    private const string Apt = "APT::Get::";

    /// <summary>Those of Ubuntu's update-manager, which apt takes where its own are not set.</summary>
    private const string UpdateManager = "Update-Manager::";

    public static AptPhasing Of(AptConfiguration settings) =>
        IsOn(settings, "Always-Include-Phased-Updates") ? AptPhasing.Always
        : IsOn(settings, "Never-Include-Phased-Updates") ? AptPhasing.Never
        : AptPhasing.ByShare;

    private static bool IsOn(AptConfiguration settings, string name) =>
        AptConfiguration.Truth(settings.Value(Apt + name)) ?? AptConfiguration.Truth(settings.Value(UpdateManager + name)) ?? false;
}
