using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls.Pem;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>Reads the file of revocation lists: one DER list, or PEM with one list for each CA.</summary>
internal static class CrlFile
{
    public static CrlState Load(string path, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        var content = AgentFile.Read(path, CrlLimits.MaxBytes);
        if (content.Bytes is { } bytes)
        {
            return Parse(path, bytes, authorities, now);
        }
        var status = content.Problem!.Reason == FileFailure.NotFound ? CrlStatus.Missing : CrlStatus.Invalid;
        return new CrlState(status, content.Problem.ToString(), []) { IsDamaged = status == CrlStatus.Invalid };
    }

    /// <summary>Parses the content; pure. <paramref name="path"/> is only used as a name in reasons.</summary>
    public static CrlState Parse(string path, byte[] content, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        var lists = new List<IssuerRevocations>();
        var findings = new List<PemFinding>();
        var future = new List<IssuerRevocations>();
        var unplaced = new List<CrlContent>();
        var blocks = Blocks(content, findings);
        // Whatever was not read may have been a list.
        var isDamaged = blocks.Count == 0 || findings.Exists(finding => finding.IsDamage);
        foreach (var block in blocks)
        {
            (var list, var failure) = CrlReader.Read(block.Der, authorities);
            if (list is null)
            {
                if (CrlParser.Parse(block.Der).Content is { } known)
                {
                    unplaced.Add(known);
                }
                isDamaged |= CrlReader.IsDamaged(block.Der, authorities);
            }
            else if (CrlLimits.IsToCome(list.ThisUpdate, now))
            {
                failure = $"the list was issued on {list.ThisUpdate:u}, which is yet to come; is the clock right? "
                    + "What it revokes is refused already";
                future.Add(list);
            }
            else
            {
                var before = CrlDecision.Beside(lists);
                CrlDecision.Add(lists, list);
                failure = CrlDecision.Beside(lists) > before ? CrlDecision.WhyBeside(list) : null;
            }
            if (failure is not null)
            {
                findings.Add(new PemFinding(block.Line, failure, IsDamage: true));
            }
        }
        var reason = blocks.Count == 0 && findings.Count == 0
            ? $"holds no revocation list (-----BEGIN {PemLabel.RevocationList}-----)"
            : Reason(findings);
        // A valid list is used whatever else the file contains.
        var status = reason is null ? CrlStatus.Valid : lists.Count > 0 ? CrlStatus.Degraded : CrlStatus.Invalid;
        return new CrlState(status, reason is null ? null : $"{path}: {reason}", lists)
        {
            Future = future,
            Unplaced = new UnplacedLists([.. unplaced.Where(list => !CrlLimits.IsToCome(list.ThisUpdate, now))]),
            FutureUnplaced = new UnplacedLists([.. unplaced.Where(list => CrlLimits.IsToCome(list.ThisUpdate, now))]),
            IsDamaged = isDamaged,
            HoldsNone = blocks.Count == 0 && !IsPem(content),
            IsBlank = IsBlank(content),
        };
    }

    /// <summary>
    /// True when there is a boundary of a PEM block, or a NUL as in a text of two bytes a character: then there may be a list that was not
    /// read.
    /// </summary>
    private static bool IsPem(ReadOnlySpan<byte> content) =>
        content.IndexOf("-----BEGIN"u8) >= 0 || content.IndexOf("-----END"u8) >= 0 || content.Contains((byte)0);

    /// <summary>True when there is nothing but white space, after a byte order mark or without one.</summary>
    private static bool IsBlank(ReadOnlySpan<byte> content)
    {
        var mark = Encoding.UTF8.Preamble;
        return (content.StartsWith(mark) ? content[mark.Length..] : content).Trim(" \t\r\n"u8).IsEmpty;
    }

    /// <summary>Returns the finding of the lowest line and the number of the others; null without findings.</summary>
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

    /// <summary>Returns the blocks that hold lists. Reports all other blocks, except for certificates, which may accompany lists.</summary>
    private static IReadOnlyList<PemBlock> Blocks(byte[] content, List<PemFinding> findings)
    {
        const byte derSequence = 0x30;
        const byte longLength = 0x80;
        // A list has more than 127 bytes, so its length is in the long form; this tells it from text that starts with the digit 0.
        if (content is [derSequence, >= longLength, ..])
        {
            return [new PemBlock(PemKind.RevocationList, PemLabel.RevocationList, 0, content)];
        }
        var pem = PemReader.Read(content);
        findings.AddRange(pem.Findings);
        var lists = new List<PemBlock>();
        foreach (var block in pem.Blocks)
        {
            var problem = block.Kind switch
            {
                PemKind.RevocationList when lists.Count == CrlLimits.MaxListsInFile => $"more than {CrlLimits.MaxListsInFile} lists",
                PemKind.RevocationList when block.Label == PemLabel.LegacyRevocationList =>
                    $"the label '{block.Label}', which other programs pass over; write '{PemLabel.RevocationList}'",
                PemKind.Certificate when !IsCertificate(block) => $"the block '{block.Label}' holds no certificate and is not read",
                PemKind.RevocationList or PemKind.Certificate => null,
                _ => block.WhyUnused(),
            };
            if (problem is not null)
            {
                var isUnread = block.Kind is PemKind.Certificate or PemKind.Other
                    || (block.Kind == PemKind.RevocationList && lists.Count == CrlLimits.MaxListsInFile);
                findings.Add(new PemFinding(block.Line, problem, isUnread));
            }
            if (block.Kind == PemKind.RevocationList && lists.Count < CrlLimits.MaxListsInFile)
            {
                lists.Add(block);
            }
        }
        return lists;
    }

    /// <summary>True when the block really holds a certificate. A list under that label would otherwise be ignored silently.</summary>
    private static bool IsCertificate(PemBlock block)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(block.Der);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
