using System.Globalization;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>
/// The verdicts of <c>openssl verify</c> on many certificates at once: for each its errors as (number, depth), none when it is good.
/// </summary>
internal static class OpenSslVerdicts
{
    public const int NoList = 3;
    public const int ListOverdue = 12;
    public const int Revoked = 23;

    /// <summary>X509_V_ERR_DIFFERENT_CRL_SCOPE.</summary>
    public const int OtherPlace = 44;

    public static Dictionary<string, List<(int Error, int Depth)>> Of(
        string mode, string authorities, string lists, IReadOnlyList<string> certificates)
    {
        (_, var output) = Tool.Run(
            "openssl", ["verify", mode, "-purpose", "sslclient", "-CAfile", authorities, "-CRLfile", lists, .. certificates]);
        var verdicts = new Dictionary<string, List<(int Error, int Depth)>>();
        var errors = new List<(int Error, int Depth)>();
        foreach (var line in output.Split('\n'))
        {
            var words = line.Split(' ');
            if (words is ["error", var number, "at", var depth, "depth", ..])
            {
                errors.Add((int.Parse(number, CultureInfo.InvariantCulture), int.Parse(depth, CultureInfo.InvariantCulture)));
            }
            else if (line.StartsWith("error ", StringComparison.Ordinal)
                && line.EndsWith(": verification failed", StringComparison.Ordinal))
            {
                verdicts[line[6..^21]] = errors;
                errors = [];
            }
            else if (line.EndsWith(": OK", StringComparison.Ordinal))
            {
                verdicts[line[..^4]] = [];
            }
        }
        Assert.True(verdicts.Count == certificates.Count, output);
        return verdicts;
    }
}
