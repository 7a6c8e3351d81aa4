using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Exactly what a change would do, from the package manager's own simulation.</summary>
/// <param name="Changes">Every package that would change, sorted by name.</param>
/// <param name="Skipped">What was requested and left out, each with its reason.</param>
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

    /// <summary>How many packages would only be configured: a repair finishes them, and their versions stay.</summary>
    public int Configured { get; init; }

    /// <summary>
    /// SHA-256 of the changes in canonical form: the same plan has the same digest on every host and in every version. A plan without a
    /// change of a version has a basis instead (<see cref="StandingOn"/>).
    /// </summary>
    public string Digest { get; private init; } = ComputeDigest(Changes, "");

    /// <summary>
    /// Returns the same plan with a digest that covers this text too. Without it all plans that change no version would have one digest,
    /// and would not protect a client that sends it back.
    /// </summary>
    public Plan StandingOn(string basis) => this with { Digest = ComputeDigest(Changes, basis) };

    public IEnumerable<PackageChange> Removals => Changes.Where(c => c.Action == ChangeAction.Remove);

    private static string ComputeDigest(IReadOnlyList<PackageChange> changes, string basis)
    {
        var text = new StringBuilder();
        foreach (var change in changes.OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Architecture, StringComparer.Ordinal))
        {
            text.Append(JobSpelling.Actions.Of(change.Action)).Append(' ').Append(change.Name).Append(':').Append(change.Architecture)
                .Append(' ').Append(change.FromVersion ?? "-").Append(' ').Append(change.ToVersion ?? "-").Append('\n');
        }

        text.Append(basis);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
