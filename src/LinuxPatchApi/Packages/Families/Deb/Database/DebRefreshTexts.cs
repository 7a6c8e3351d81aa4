using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>
/// Reads apt's messages about a refresh: each line begins with <c>E: </c> or <c>W: </c>. A warning may be about a repository that was read
/// (a key in an old place, an index that is configured twice), and of one that was not.
/// </summary>
internal sealed class DebRefreshTexts : IRefreshTexts
{
    private const string Error = "E: ";
    private const string Warning = "W: ";

    /// <summary>Marks of lines about a repository that was not refreshed.</summary>
    private static readonly string[] Failures = ["Failed to fetch", "is not updated"];

    public bool IsFailure(string line) => line.StartsWith(Error, StringComparison.Ordinal)
        || Failures.Any(mark => line.Contains(mark, StringComparison.Ordinal));

    public bool IsWarning(string line) => line.StartsWith(Warning, StringComparison.Ordinal);

    public string Text(string line) => IsWarning(line) || line.StartsWith(Error, StringComparison.Ordinal) ? line[Error.Length..] : line;

    /// <summary>Origin: apt-pkg/acquire-item.cc and gpgv.cc; apt 3 with sqv.</summary>
    public bool IsOfSignature(string line) => Has(line, "signature", "is not signed", "NO_PUBKEY", "GPG error", "BADSIG");

    public string? Remedy(string message, PackageTerms terms) =>
        Has(message, "not valid yet", "Valid-Until", "is expired (invalid since")
            ? "look at the host's clock, and at the mirror, whose index is out of date"
        : Has(message, "EXPKEYSIG", "expired", "NO_PUBKEY", "not signed", "signatures")
            ? "install the repository's current signing key, and look at 'signed-by' of its source; "
                + $"'{terms.RefreshCommand}' on the host tells the same"
        : Has(message, "changed its '") && terms.AcceptRepositoryCommand is { } accept
            ? $"look whether the repository really became another one; accept it on the host with '{accept}'"
        : null;

    private static bool Has(string message, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (message.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
