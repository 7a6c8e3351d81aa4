namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>
/// Whether a text is what the distribution published on an update, or what somebody put in its place: a placeholder, or the answer of
/// a proxy, a portal or a mirror that was taken for the file. Pure.
/// </summary>
internal static class ChangelogText
{
    /// <summary>Characters of an error that a server tells in plain text. Origin: a status line and a sentence.</summary>
    private const int MostOfError = 400;

    /// <summary>
    /// What PackageKit's apt backend and apt itself put in the place of a changelog that they could not fetch, or that is not published
    /// yet (apt-changelog.cpp, acquire-item.cc).
    /// </summary>
    private static readonly string[] Placeholders =
    [
        "The list of changes is not available",
        "Failed to download the list of changes",
        "Failed to fetch the list of changes",
        "Failed to download changelog",
        "Failed to fetch the changelog",
        "Failed to detect distribution",
        "Changelog for this version is not yet available",
        "Changelog unavailable",
        "This update does not come from a source that supports changelogs",
        "The changelog does not contain any relevant changes",
    ];

    /// <summary>How a page or an answer in XML begins; no changelog or advisory does.</summary>
    private static readonly string[] Tags =
    [
        "<!doctype", "<html", "<head", "<body", "<script", "<style", "<meta", "<link", "<title", "<center", "<h1", "<!--", "<?xml",
        "<error",
    ];

    /// <summary>The phrases of RFC 9110 that a failed or redirected fetch is told with, and what servers write instead.</summary>
    private static readonly string[] Phrases =
    [
        "Moved Permanently", "Found", "See Other", "Temporary Redirect", "Permanent Redirect", "Bad Request", "Unauthorized",
        "Payment Required", "Forbidden", "Not Found", "Method Not Allowed", "Proxy Authentication Required", "Request Timeout",
        "Request Time-out", "Gone", "Too Many Requests", "Unavailable For Legal Reasons", "Internal Server Error", "Bad Gateway",
        "Service Unavailable", "Service Temporarily Unavailable", "Gateway Timeout", "Gateway Time-out", "Access Denied",
        "Authentication Required", "File not found", "No such file",
    ];

    /// <summary>Empty for what only stands in the place of a text: it is asked for again then.</summary>
    public static string Of(string text) => IsContent(text) ? text : "";

    public static bool IsContent(string text)
    {
        var bare = Bare(text);
        return HasWord(bare) && !IsPlaceholder(bare) && !IsPage(text) && !IsError(bare) && !IsBinary(bare);
    }

    /// <summary>A page, or the answer of a program, in the place of the file.</summary>
    public static bool IsPage(string text)
    {
        var bare = Bare(text);
        return (bare is ['<', ..] && StartsWithAny(bare, Tags))
            || bare.EndsWith("</html>", StringComparison.OrdinalIgnoreCase)
            || bare is ['{', .., '}'] or ['[', '{', .., ']'];
    }

    private static bool IsPlaceholder(ReadOnlySpan<char> bare) => StartsWithAny(bare, Placeholders);

    /// <summary><c>404 Not Found</c>, <c>HTTP/1.1 503 Service Unavailable</c>, <c>Error 403: Forbidden</c>, <c>Access Denied</c>.</summary>
    private static bool IsError(ReadOnlySpan<char> bare)
    {
        if (bare.Length > MostOfError)
        {
            return false;
        }

        var rest = bare;
        if (rest.StartsWith("HTTP/", StringComparison.Ordinal))
        {
            return true;
        }

        if (rest.StartsWith("Error", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest["Error".Length..].TrimStart(" :");
        }

        if (rest.Length >= 3 && rest[0] is >= '3' and <= '5' && char.IsAsciiDigit(rest[1]) && char.IsAsciiDigit(rest[2]))
        {
            rest = rest[3..].TrimStart(" :-");
        }

        foreach (var phrase in Phrases)
        {
            if (rest.StartsWith(phrase, StringComparison.OrdinalIgnoreCase))
            {
                // Behind a number it is a status line whatever follows; alone it is one when nothing goes on with the sentence.
                return rest.Length < bare.Length || rest.Length == phrase.Length || rest[phrase.Length] is '.' or ':' or '\r' or '\n';
            }
        }

        return rest.Length == 0;
    }

    private static bool HasWord(ReadOnlySpan<char> bare)
    {
        foreach (var c in bare)
        {
            if (char.IsLetterOrDigit(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBinary(ReadOnlySpan<char> bare)
    {
        foreach (var c in bare)
        {
            if (char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f' or '\v'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Without white space and byte order marks around it.</summary>
    private static ReadOnlySpan<char> Bare(string text) => text.AsSpan().Trim(" \t\r\n\f\v\uFEFF\u200B\u00A0");

    private static bool StartsWithAny(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
