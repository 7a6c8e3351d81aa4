namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>Finds the repository that a line of the package manager's output is about. Pure.</summary>
internal static class RepositoryErrorText
{
    /// <summary>
    /// True when the line names this repository by address and suite, as apt writes them in messages (<c>ADDRESS SUITE InRelease</c>) and
    /// in addresses of files (<c>ADDRESS/dists/SUITE/InRelease</c>).
    /// </summary>
    public static bool Names(string line, AptSource source)
    {
        for (var at = line.IndexOf(source.Uri, StringComparison.Ordinal);
            at >= 0 && source.Uri.Length > 0;
            at = line.IndexOf(source.Uri, at + 1, StringComparison.Ordinal))
        {
            var rest = line[(at + source.Uri.Length)..].TrimStart('/');
            var isComplete = rest.Length < line.Length - at - source.Uri.Length || rest.Length == 0 || rest[0] is ' ' or '\'' or ':';
            var suite = source.Suite.Trim('/');
            var text = rest.TrimStart(' ');
            if (isComplete && (Begins(text, suite) || Begins(text, "dists/" + suite)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Begins(string text, string with) => with.Length == 0
        || (text.StartsWith(with, StringComparison.Ordinal)
            && (text.Length == with.Length || text[with.Length] is ' ' or '/' or '\'' or ':' or ','));
}
