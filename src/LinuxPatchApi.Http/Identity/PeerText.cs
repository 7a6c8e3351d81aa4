using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LinuxPatchApi.Http.Identity;

/// <summary>The only way for a peer's text into a log line, audit row or job: limits its length. Pure.</summary>
/// <remarks>Control characters are escaped when a line is written, by the log formatter and by the audit log's JSON.</remarks>
public static class PeerText
{
    /// <summary>
    /// Most characters kept. Origin: a distinguished name with one of each usual attribute, all at their upper bounds in X.520 (64 for
    /// most, 128 for a locality), has some 500; our targets and serial numbers are far shorter.
    /// </summary>
    public const int Longest = 512;

    /// <summary>Returns the text, or its beginning and its original length.</summary>
    public static string Cut(string text) => Cut(text, Longest);

    /// <summary>Like <see cref="Cut(string)"/>, with another limit.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }
        // Do not split a surrogate pair.
        var end = longest > 0 && char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}… ({text.Length} characters)");
    }

    /// <summary>Returns a key that identifies the text: the text itself, or its hash when it is too long to keep.</summary>
    public static string Key(string text) =>
        text.Length <= Longest ? text : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
