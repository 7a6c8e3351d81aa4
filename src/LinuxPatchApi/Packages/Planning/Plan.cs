using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Exactly what a mutation would do, from the package manager's own simulation.</summary>
/// <param name="Changes">Every package that would change, sorted by name.</param>
/// <param name="Skipped">What was asked for and left out, each with its reason.</param>
/// <param name="DownloadBytes">Null when unknown.</param>
/// <param name="DiskBytes">Growth of the installed size, negative when it shrinks; null when unknown.</param>
internal sealed record Plan(
    IReadOnlyList<PackageChange> Changes,
    IReadOnlyList<PackageChange> Skipped,
    long? DownloadBytes,
    long? DiskBytes,
    bool RequiresReboot,
    IReadOnlyList<string> Warnings)
{
    public static readonly Plan Empty = new([], [], 0, 0, false, []);

    /// <summary>SHA-256 over the changes in canonical form: the same plan has the same digest on every host and version.</summary>
    public string Digest { get; } = ComputeDigest(Changes);

    public IEnumerable<PackageChange> Removals => Changes.Where(c => c.Action == ChangeAction.Remove);

    private static string ComputeDigest(IReadOnlyList<PackageChange> changes)
    {
        var text = new StringBuilder();
        foreach (var change in changes.OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Architecture, StringComparer.Ordinal))
        {
            text.Append(JobSpelling.Actions.Of(change.Action)).Append(' ').Append(change.Name).Append(':').Append(change.Architecture)
                .Append(' ').Append(change.FromVersion ?? "-").Append(' ').Append(change.ToVersion ?? "-").Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
