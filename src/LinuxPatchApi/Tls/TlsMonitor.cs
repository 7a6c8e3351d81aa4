using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>Holds the certificates in force. Readers take no lock.</summary>
/// <param name="crlCopy">Path of the copy of the last downloaded revocation list; null when downloads are disabled.</param>
/// <param name="clock">For dates of validity.</param>
internal sealed class TlsMonitor(string? crlCopy, TimeProvider clock)
{
    private readonly Lock _writing = new();
    private volatile TlsReloadDecision _last = new(null, ["certificates: not read yet"]);
    private CrlSources? _crls;
    private TlsSettings? _settings;
    private string? _downloadProblem;

    /// <summary>
    /// Null until certificates were valid once. A revocation list that was issued in the future is applied as soon as its time has come:
    /// after a clock correction right after the start, the host must not wait for it until the next daily reload.
    /// </summary>
    public TlsMaterial? Current
    {
        get
        {
            if (_last.InForce?.Crl.Awaited is { } due && clock.GetUtcNow() >= due)
            {
                ApplyAwaited();
            }
            return _last.InForce;
        }
    }

    /// <summary>The last decision; a new object after each reload.</summary>
    public TlsReloadDecision Decision => _last;

    /// <summary>
    /// When the dates of what is in force are judged otherwise next: a list becomes overdue or comes into force; a CA or server
    /// certificate becomes valid, expires soon or expires. No file change announces any of it, and a certificate may last less than a day.
    /// Null when nothing in force has such a date in the future.
    /// </summary>
    public DateTimeOffset? NextEnd
    {
        get
        {
            var now = clock.GetUtcNow();
            return _last.InForce is not { } material ? null : material.Crl.Lists.Select(list => list.NextUpdate)
                .Concat([
                    material.Crl.Awaited,
                    .. material.Authorities.Append(material.Server).SelectMany(c => PemCertificates.Turns(c, TlsLimits.SoonFor(_settings)))
                        .Select(turn => (DateTimeOffset?)turn),
                ])
                .Where(end => end > now).Min();
        }
    }

    /// <summary>Sentences for health's degraded_reasons, revocation lists included; empty when all is well.</summary>
    public IReadOnlyList<string> DegradedReasons =>
        _last.InForce?.Crl.DegradedReasonAt(clock.GetUtcNow()) is { } crl ? [.. _last.Reasons, crl] : _last.Reasons;

    /// <summary>
    /// Reads all files again and applies what is valid. Also called once a day, because certificates expire without a file change.
    /// </summary>
    public TlsLoadResult Reload(TlsSettings settings)
    {
        lock (_writing)
        {
            _settings = settings;
            var now = clock.GetUtcNow();
            var candidate = TlsLoader.Load(settings, crlCopy, now);
            var before = _last.InForce is { } last ? last with { Crl = last.Crl.At(now) } : null;
            _last = TlsReload.Decide(before, candidate, _downloadProblem);
            _crls = candidate.Crls ?? _crls;
            if (candidate.Material is null && _last.InForce is { } previous)
            {
                // Unusable certificates must not keep a revocation from taking effect.
                _crls = TlsLoader.LoadCrls(settings, crlCopy, previous.Authorities, now);
                var crl = CrlDecision.Decide(previous.Crl, _crls, _downloadProblem, previous.Authorities);
                _last = new TlsReloadDecision(previous with { Crl = crl }, _last.Reasons);
            }
            return candidate;
        }
    }

    /// <summary>
    /// Applies those downloaded revocation lists that are valid and not older than the ones in force, and keeps a copy of them on disk.
    /// </summary>
    /// <param name="content">The download, not validated.</param>
    /// <param name="source">Names the origin in reasons.</param>
    /// <param name="problem">Why the copy could not be written; null when it was written or did not need to be. The list is in force in
    /// either case.</param>
    public CrlDownload ApplyDownload(byte[] content, string source, out FileProblem? problem)
    {
        problem = null;
        lock (_writing)
        {
            if (_last.InForce is not { } material || _crls is not { } crls || crlCopy is null)
            {
                return CrlDownload.Refused("there are no certificates to check it with");
            }
            var now = clock.GetUtcNow();
            var candidate = CrlFile.Parse(source, content, material.Authorities, now);
            var previous = material.Crl.At(now);
            var judged = CrlDecision.Judge(previous, candidate);
            var isAsBefore = judged.Outcome == CrlDownloadOutcome.None
                || (judged.Outcome == CrlDownloadOutcome.Same && material.Crl.Loaded == CrlStatus.Valid);
            if (isAsBefore && judged.Told == _downloadProblem)
            {
                return judged;
            }
            // A list issued in the future already refuses what it revokes, whatever the rest of the download is.
            previous = previous with { Future = [.. previous.Future, .. candidate.Future] };
            if (judged.Outcome is CrlDownloadOutcome.Newer or CrlDownloadOutcome.Same)
            {
                previous = previous with
                {
                    Lists = [.. previous.Lists.Concat(candidate.Lists)],
                    Unplaced = candidate.Unplaced.With(previous.Unplaced),
                    FutureUnplaced = candidate.FutureUnplaced.With(previous.FutureUnplaced),
                };
                crls = Keep(crlCopy, crls, candidate, material.Authorities, now, out problem);
                _crls = crls;
            }
            _downloadProblem = judged.Told;
            var next = CrlDecision.Decide(previous, _crls, _downloadProblem, material.Authorities);
            _last = new TlsReloadDecision(material with { Crl = next }, _last.Reasons);
            return judged;
        }
    }

    private void ApplyAwaited()
    {
        lock (_writing)
        {
            var now = clock.GetUtcNow();
            if (_last.InForce is { } material && material.Crl.Awaited <= now && _settings is { } settings)
            {
                _crls = TlsLoader.LoadCrls(settings, crlCopy, material.Authorities, now);
                var crl = CrlDecision.Decide(material.Crl.At(now), _crls, _downloadProblem, material.Authorities);
                _last = new TlsReloadDecision(material with { Crl = crl }, _last.Reasons);
            }
        }
    }

    /// <summary>Writes the copy, and returns what is on disk afterwards.</summary>
    private static CrlSources Keep(
        string path, CrlSources crls, CrlState download, X509Certificate2Collection authorities, DateTimeOffset now,
        out FileProblem? problem)
    {
        var content = CrlCopy.Compose(crls.Copy, download);
        problem = null;
        if (!crls.Copy.IsDamaged && content.AsSpan().SequenceEqual(CrlCopy.Compose(crls.Copy, CrlState.None)))
        {
            return crls;
        }
        problem = content.Length > CrlLimits.MaxBytes
            ? new FileProblem(FileFailure.TooLarge, path, $"the lists would have {content.Length} bytes, more than {CrlLimits.MaxBytes}")
            : AtomicFile.Write(path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return problem is null ? crls with { Copy = CrlFile.Parse(path, content, authorities, now) } : crls;
    }
}
