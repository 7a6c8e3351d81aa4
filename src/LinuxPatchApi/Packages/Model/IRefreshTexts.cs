namespace LinuxPatchApi.Packages.Model;

/// <summary>
/// Reads a package manager's messages about a refresh that failed. Pure. The defaults are for one whose lines all say what failed, without
/// marks of its own.
/// </summary>
internal interface IRefreshTexts
{
    /// <summary>True when the line is about something that was not refreshed, and no remark about something that was.</summary>
    bool IsFailure(string line) => true;

    /// <summary>True when the line is worth less than the others.</summary>
    bool IsWarning(string line) => false;

    /// <summary>Returns the line without what the package manager marks it with.</summary>
    string Text(string line) => line;

    /// <summary>Returns what to do about the cause that the message tells; null when it tells none that is known.</summary>
    string? Remedy(string message, PackageTerms terms) => null;
}

/// <summary>The defaults, and the words with which a package manager says that a signature is not good.</summary>
internal sealed class PlainRefreshTexts(params IReadOnlyList<string> signatures) : IRefreshTexts
{
    public string? Remedy(string message, PackageTerms terms) =>
        signatures.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase))
            ? $"install the repository's current signing key; '{terms.RefreshCommand}' on the host tells the same"
            : null;
}
