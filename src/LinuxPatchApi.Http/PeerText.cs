using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LinuxPatchApi.Http;

/// <summary>The one door through which a text of a peer enters a log line, an audit row or a job: none is longer than a line can bear. Pure.</summary>
/// <remarks>Control characters are escaped where a line is written, by the log's formatter and by the audit log's JSON.</remarks>
public static class PeerText
{
    /// <summary>Characters kept. Origin: a distinguished name with one of each usual attribute, all at their upper bounds in X.520 (64 for most,
    /// 128 for a locality), has some 500; targets of ours and serial numbers are far shorter.</summary>
    public const int Longest = 512;

    /// <summary>The text, or its beginning with its true length.</summary>
    public static string Cut(string text) => Cut(text, Longest);

    /// <summary>As <see cref="Cut(string)"/>, with a limit of its own.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }
        // Half of a surrogate pair is no character.
        var end = longest > 0 && char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}… ({text.Length} characters)");
    }

    /// <summary>What stands for a text where two of them are told apart by it: itself, or a hash when it is too long to be kept.</summary>
    public static string Key(string text) =>
        text.Length <= Longest ? text : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
