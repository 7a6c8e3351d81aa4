using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>Reads the revocation list file: DER, or PEM with one list for each CA.</summary>
internal static class CrlFile
{
    public static CrlState Load(string path, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        FileContent content = AgentFile.Read(path, TlsLimits.MaxCrlBytes);
        if (content.Bytes is { } bytes)
        {
            return Parse(path, bytes, authorities, now);
        }
        CrlStatus status = content.Problem!.Reason == FileFailure.NotFound ? CrlStatus.Missing : CrlStatus.Invalid;
        return new CrlState(status, content.Problem.ToString(), []);
    }

    /// <summary>The pure part; <paramref name="path"/> is only used as a name in reasons.</summary>
    public static CrlState Parse(string path, byte[] content, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        var lists = new List<IssuerRevocations>();
        var findings = new List<PemFinding>();
        var unplaced = new List<CrlContent>();
        DateTimeOffset? awaited = null;
        IReadOnlyList<PemBlock> blocks = Blocks(content, findings);
        foreach (PemBlock block in blocks)
        {
            (IssuerRevocations? list, var failure) = CrlReader.Read(block.Der, authorities);
            if (list is not null && list.ThisUpdate - TlsLimits.ClockTolerance is var counts && counts > now)
            {
                // It would count too early, and the true one of today would then be older.
                failure = $"the list was issued on {list.ThisUpdate:u}, which is yet to come; is the clock right?";
                awaited = awaited is { } earliest && earliest < counts ? earliest : counts;
                list = null;
            }
            if (list is not null)
            {
                CrlDecision.Add(lists, list);
            }
            else
            {
                findings.Add(new PemFinding(block.Line, failure!, IsDamage: true));
                if (CrlParser.Parse(block.Der).Content is { } known && known.ThisUpdate - TlsLimits.ClockTolerance <= now)
                {
                    unplaced.Add(known);
                }
            }
        }
        var reason = blocks.Count == 0 && findings.Count == 0
            ? $"holds no revocation list (-----BEGIN {PemLabel.RevocationList}-----)"
            : Reason(findings);
        // A list that is good says who is revoked, whatever stands beside it.
        CrlStatus status = reason is null ? CrlStatus.Valid : lists.Count > 0 ? CrlStatus.Degraded : CrlStatus.Invalid;
        return new CrlState(status, reason is null ? null : $"{path}: {reason}", lists) { Awaited = awaited, Unplaced = new UnplacedLists(unplaced) };
    }

    /// <summary>The first by line, and how many more there are; null when there is none.</summary>
    private static string? Reason(List<PemFinding> findings)
    {
        if (findings.MinBy(finding => finding.Line) is not { } first)
        {
            return null;
        }
        // DER has no lines.
        var text = first.Line == 0 ? first.Text : first.ToString();
        return findings.Count == 1 ? text : $"{text} (and {findings.Count - 1} more)";
    }

    /// <summary>The blocks that hold lists; all else that a list file has no use for is told. Certificates may stand beside lists.</summary>
    private static IReadOnlyList<PemBlock> Blocks(byte[] content, List<PemFinding> findings)
    {
        const byte derSequence = 0x30;
        const byte longLength = 0x80;
        // A list has more than 127 bytes, so its length is in the long form: text that begins with the digit 0 is none.
        if (content is [derSequence, >= longLength, ..])
        {
            return [new PemBlock(PemKind.RevocationList, PemLabel.RevocationList, 0, content)];
        }
        PemContent pem = PemReader.Read(content);
        findings.AddRange(pem.Findings);
        var lists = new List<PemBlock>();
        foreach (PemBlock block in pem.Blocks)
        {
            var told = block.Kind switch
            {
                PemKind.RevocationList when lists.Count == TlsLimits.MaxCrlsInFile => $"more than {TlsLimits.MaxCrlsInFile} lists",
                PemKind.RevocationList when block.Label == PemLabel.LegacyRevocationList =>
                    $"the label '{block.Label}', which other programs pass over; write '{PemLabel.RevocationList}'",
                PemKind.Certificate when !IsCertificate(block) => $"the block '{block.Label}' holds no certificate and is not read",
                PemKind.RevocationList or PemKind.Certificate => null,
                _ => PemCertificates.NotRead(block),
            };
            if (told is not null)
            {
                findings.Add(new PemFinding(block.Line, told, IsDamage: false));
            }
            if (block.Kind == PemKind.RevocationList && lists.Count < TlsLimits.MaxCrlsInFile)
            {
                lists.Add(block);
            }
        }
        return lists;
    }

    /// <summary>Under the label of a certificate may stand a list, which would be passed over.</summary>
    private static bool IsCertificate(PemBlock block)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(block.Der);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
