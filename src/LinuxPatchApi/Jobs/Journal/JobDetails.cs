using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>The members of an ended job that the store compresses.</summary>
internal sealed record JobDetails(
    IReadOnlyList<string> Logs,
    IReadOnlyList<PackageChange> Changes,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> Automatic,
    IReadOnlyList<UnitRestart>? Restarted)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => Logs is [] && Changes is [] && Warnings is [] && Packages is [] && Automatic is [] && Restarted is null;
}
