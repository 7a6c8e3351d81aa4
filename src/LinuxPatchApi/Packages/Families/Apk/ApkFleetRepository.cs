using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Packages.Repositories.Fleet;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>One line among those of the host, below a comment by which it is found again, and an RSA key, which never expires.</summary>
internal sealed class ApkFleetRepository : IFleetRepository
{
    private const string Mark = "# linux-patch-api: the next line is the fleet manager's repository";
    private const string Suite = "v3.21";

    public string KeyMember => "apk_rsa_public_key";

    public string KeyFile => "etc/apk/keys/lpa-repo.rsa.pub";

    public string SourceFile => "etc/apk/repositories";

    public (FleetQuery? Query, string? WhyNot) Query(FleetRelease release) =>
        release.Id == "alpine" && release.Release is { } number
            && (number == Suite[1..] || number.StartsWith(Suite[1..] + ".", StringComparison.Ordinal))
                ? (new FleetQuery("alpine", Suite), null)
                : (null, $"the manager has no repository for {release.Id} {release.Release ?? "without a release"}; "
                    + $"it has alpine {Suite[1..]}");

    public (string? Source, string? Problem) Judge(string text, string suite, FleetHosts hosts) =>
        FleetJudge.Lines(text) is not [var line] ? (null, "it is not one line of plain text")
        : hosts.WhyNot(line, $"/apk/{suite}") is { } problem ? (null, problem)
        : (line + "\n", null);

    /// <summary>The other lines stay as they are.</summary>
    public string Content(string source, string? present)
    {
        var lines = (present ?? "").Split('\n').ToList();
        var own = source.TrimEnd('\n');
        var at = lines.IndexOf(Mark);
        if (at >= 0 && at + 1 < lines.Count && lines[at + 1] is var old
            && (old == own || old.StartsWith("http://", StringComparison.Ordinal) || old.StartsWith("https://", StringComparison.Ordinal)))
        {
            lines[at + 1] = own;
            return string.Join('\n', lines);
        }
        if (at >= 0)
        {
            lines.RemoveAt(at);
        }
        var others = string.Join('\n', lines);
        return $"{others}{(others.Length == 0 || others.EndsWith('\n') ? "" : "\n")}{Mark}\n{source}";
    }

    public (FleetKey? Key, string? Problem) ReadKey(string text, DateTimeOffset now)
    {
        const string Label = "PUBLIC KEY";
        if (!PemEncoding.TryFind(text, out var fields) || !text.AsSpan()[fields.Label].SequenceEqual(Label)
            || text.AsSpan()[fields.Location].Length != text.Trim().Length)
        {
            return (null, $"it is not one PEM {Label} and nothing else");
        }
        try
        {
            using var rsa = RSA.Create();
            // Only this one block: what the label's base64 holds, to its last byte.
            var der = Convert.FromBase64String(text[fields.Base64Data]);
            rsa.ImportSubjectPublicKeyInfo(der, out var read);
            if (read != der.Length)
            {
                return (null, "the key is damaged, or not of RSA");
            }

            return rsa.KeySize < OpenPgpLimits.RsaBits
                ? (null, $"the key has {rsa.KeySize} bits of RSA, fewer than {OpenPgpLimits.RsaBits}")
                : (new FleetKey(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n"), Until: null,
                    Convert.ToHexString(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()))), null);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or FormatException)
        {
            return (null, "the key is damaged, or not of RSA");
        }
    }
}
