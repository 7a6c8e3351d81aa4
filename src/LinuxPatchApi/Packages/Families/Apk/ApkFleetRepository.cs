using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Packages.Repositories.Fleet;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>
/// One line among those of the host, and a comment that names it, by which it is found again; an RSA key, which never expires. The file is
/// the administrator's: only a line that such a comment names may be replaced.
/// </summary>
internal sealed class ApkFleetRepository : IFleetRepository
{
    /// <summary>Before the line that was written. The package's pre-deinstall script has the same text.</summary>
    private const string Mark = "# The fleet manager's repository, kept by linux-patch-api: ";

    private const string Suite = "v3.21";

    public string KeyMember => "apk_rsa_public_key";

    public string KeyFile => "etc/apk/keys/lpa-repo.rsa.pub";

    public string SourceFile => "etc/apk/repositories";

    public string Named => $"the line and its comment in /{SourceFile}";

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

    /// <summary>The other lines stay as they are, wherever the comment was moved to.</summary>
    public string Content(string source, string? present)
    {
        var lines = (present ?? "").Split('\n').ToList();
        var own = source.TrimEnd('\n');
        // More than one comment comes from merged files; what each of them names was written here, and must not stay behind.
        for (var last = lines.FindLastIndex(IsMark); last > lines.FindIndex(IsMark); last = lines.FindLastIndex(IsMark))
        {
            Remove(lines, last);
        }
        var mark = lines.FindIndex(IsMark);
        if (mark < 0)
        {
            var others = string.Join('\n', lines);
            return $"{others}{(others.Length == 0 || others.EndsWith('\n') ? "" : "\n")}{Mark}{own}\n{source}";
        }
        var at = IndexOfNamed(lines, mark);
        lines[mark] = Mark + own;
        if (at >= 0)
        {
            lines[at] = own;
        }
        else
        {
            lines.Insert(mark + 1, own);
            if (mark + 2 == lines.Count)
            {
                lines.Add("");
            }
        }
        return string.Join('\n', lines);
    }

    public bool IsNamedIn(string present)
    {
        var lines = present.Split('\n').ToList();
        return lines.Where((line, at) => IsMark(line) && IndexOfNamed(lines, at) >= 0).Any();
    }

    /// <summary>Removes a comment, and the line that it names.</summary>
    private static void Remove(List<string> lines, int mark)
    {
        var named = IndexOfNamed(lines, mark);
        lines.RemoveAt(mark);
        if (named >= 0)
        {
            lines.RemoveAt(named > mark ? named - 1 : named);
        }
    }

    private static bool IsMark(string line) => line.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>The line that a comment names: the next one below it, else any. Negative when there is none.</summary>
    private static int IndexOfNamed(List<string> lines, int mark)
    {
        var named = lines[mark][Mark.Length..];
        // An empty line is nobody's.
        return named.Length == 0 ? -1
            : lines.IndexOf(named, mark + 1) is var below && below >= 0 ? below
            : lines.IndexOf(named);
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
