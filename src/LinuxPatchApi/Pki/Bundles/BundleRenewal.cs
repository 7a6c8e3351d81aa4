using LinuxPatchApi.Files;

namespace LinuxPatchApi.Pki.Bundles;

/// <summary>
/// Issues certificates that end soon again, with new keys, under the same names and into the same files; the revocation list, and the
/// bundles of hosts too. One failure does not keep the others from their renewal, and what was done is reported beside it.
/// </summary>
internal sealed class BundleRenewal(CertificateAuthority authority, TimeProvider clock)
{
    private readonly List<string> _lines = [];
    private readonly List<string> _failed = [];
    private PkiFailure? _failure;

    /// <param name="names">Only these, whenever they end; empty for every name.</param>
    public PkiResult Run(IReadOnlyList<string> names, bool all)
    {
        var (found, plan) = authority.FindDue(names, all);
        if (found.Failure is not null)
        {
            return found;
        }
        // The list comes first, because every bundle has a copy of it.
        if (plan.IsListDue && authority.RenewRevocationList(PkiLimits.DefaultCrlDays) is var list && IsDone(list))
        {
            _lines.AddRange(list.Lines);
        }
        foreach (var entry in plan.Due)
        {
            Renew(entry);
        }
        foreach (var entry in plan.Serving)
        {
            RenewBundle(entry);
        }
        return _failure is not null ? new PkiResult(_failure, [.. _failed, .. _lines])
            : PkiResult.Done(_lines.Count == 0 ? ["nothing is due"] : [.. _lines]);
    }

    private void Renew(IndexEntry entry)
    {
        var files = authority.Files;
        var path = files.Certificate(entry.Name);
        if (Renewal.Request(entry, path) is not { } request)
        {
            _lines.Add($"left out: {entry.Name}, whose {path} {(File.Exists(path) ? "cannot be read" : "is not there any more")}");
            return;
        }
        if (!IsDone(authority.Issue(request)))
        {
            return;
        }
        _lines.Add($"renewed: {path}");
        if (File.Exists(files.Bundle(entry.Name)))
        {
            WriteBundle(entry.Name);
        }
    }

    /// <summary>Writes a bundle again that lacks the certificate in force: writing it failed after the certificate was issued.</summary>
    private void RenewBundle(IndexEntry entry)
    {
        var path = authority.Files.Bundle(entry.Name);
        if (!File.Exists(path) || !File.Exists(authority.Files.Certificate(entry.Name)))
        {
            return;
        }
        var read = BoundedFile.Read(path, HostBundle.MaxArchiveBytes);
        if (read.Bytes is not { } archive)
        {
            Fail(PkiFailure.InputOutput, [read.Problem!.ToString()]);
            return;
        }
        var (host, problem) = HostFiles.FromArchive(archive);
        if (host is null)
        {
            _lines.Add($"left out: {path}, which is no bundle of a host: {problem}");
            return;
        }
        using var there = IssuedFiles.Certificate(host.Certificate);
        if (there is null || SerialNumber.Normalise(there.SerialNumber) != entry.Serial || !IssuedFiles.HasKey(there, host.Key))
        {
            WriteBundle(entry.Name);
        }
    }

    private void WriteBundle(string name)
    {
        var path = authority.Files.Bundle(name);
        if (HostBundle.Write(authority.Files, name, path, clock.GetUtcNow()) is { } problem)
        {
            Fail(PkiFailure.InputOutput, [problem.ToString()]);
            return;
        }
        _lines.Add($"bundle: {path}");
    }

    private bool IsDone(PkiResult result)
    {
        if (result.Failure is { } failure)
        {
            Fail(failure, result.Lines);
        }
        return result.Failure is null;
    }

    private void Fail(PkiFailure failure, IReadOnlyList<string> lines)
    {
        _failure ??= failure;
        _failed.AddRange(lines);
    }
}
