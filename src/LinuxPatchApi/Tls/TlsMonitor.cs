using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tls;

/// <summary>Holds the certificates in force. Reading is free of locks.</summary>
/// <param name="crlCopy">Where a downloaded revocation list is kept; null: nothing is downloaded.</param>
/// <param name="clock">For dates.</param>
internal sealed class TlsMonitor(string? crlCopy, TimeProvider clock)
{
    private readonly Lock _writing = new();
    private volatile TlsReloadDecision _last = new(null, ["certificates: not read yet"]);
    private CrlSources? _crls;
    private TlsSettings? _settings;
    private string? _complaint;

    /// <summary>Null until certificates were good once. A list that was of the future is taken when its time has come: a clock that is set
    /// right after the start must not leave the host without it until the next day.</summary>
    public TlsMaterial? Current
    {
        get
        {
            if (_last.InForce?.Crl.Awaited is { } due && clock.GetUtcNow() >= due)
            {
                TakeAwaited();
            }
            return _last.InForce;
        }
    }

    /// <summary>The last judgement; another object after each.</summary>
    public TlsReloadDecision Decision => _last;

    /// <summary>When the next list is overdue or the next CA or server certificate ends, which no change of a file tells; null when nothing in
    /// force will.</summary>
    public DateTimeOffset? NextEnd
    {
        get
        {
            var now = clock.GetUtcNow();
            return _last.InForce is not { } material ? null : material.Crl.Lists.Select(list => list.NextUpdate)
                .Concat([.. material.Authorities.Append(material.Server).Select(one => (DateTimeOffset?)one.NotAfter.ToUniversalTime())])
                .Where(end => end > now).Min();
        }
    }

    /// <summary>For health's degraded_reasons, revocation list included; empty when all is well.</summary>
    public IReadOnlyList<string> DegradedReasons =>
        _last.InForce?.Crl.DegradedReasonAt(clock.GetUtcNow()) is { } crl ? [.. _last.Reasons, crl] : _last.Reasons;

    /// <summary>
    /// Reads all files again and takes over what is good. Also worth a call once a day: validity passes without a file changing.
    /// </summary>
    public TlsLoadResult Reload(TlsSettings settings)
    {
        lock (_writing)
        {
            _settings = settings;
            var candidate = TlsLoader.Load(settings, crlCopy, clock.GetUtcNow());
            _last = TlsReload.Decide(_last.InForce, candidate, _complaint);
            _crls = candidate.Crls ?? _crls;
            if (candidate.Material is null && _last.InForce is { } former)
            {
                // Certificates that cannot be used must not keep a revocation from taking effect.
                _crls = TlsLoader.LoadCrls(settings, crlCopy, former.Authorities, clock.GetUtcNow());
                var crl = CrlDecision.Decide(former.Crl, _crls, _complaint, former.Authorities);
                _last = new TlsReloadDecision(former with { Crl = crl }, _last.Reasons);
            }
            return candidate;
        }
    }

    /// <summary>
    /// Takes over a downloaded revocation list if it is good and not older than the one in force, and then keeps a copy on disk.
    /// </summary>
    /// <param name="content">What was downloaded, unchecked.</param>
    /// <param name="source">Where it comes from, as a name in reasons.</param>
    /// <param name="problem">Why the copy could not be written, null when it was or need not be. The list is in force all the same.</param>
    public CrlDownload TakeDownload(byte[] content, string source, out FileProblem? problem)
    {
        problem = null;
        lock (_writing)
        {
            if (_last.InForce is not { } material || _crls is not { } crls || crlCopy is null)
            {
                return CrlDownload.Refused("there are no certificates to check it with");
            }
            var candidate = CrlFile.Parse(source, content, material.Authorities, clock.GetUtcNow());
            var judged = CrlDecision.Judge(material.Crl, candidate);
            if (judged.Outcome == CrlDownloadOutcome.Same && _complaint is null && material.Crl.Loaded == CrlStatus.Valid)
            {
                return judged;
            }
            var former = material.Crl;
            if (judged.Outcome != CrlDownloadOutcome.Refused)
            {
                former = former with { Lists = [.. former.Lists.Concat(candidate.Lists)] };
                problem = AtomicFile.Write(crlCopy, content, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                _crls = problem is null ? crls with { Copy = candidate } : crls;
            }
            _complaint = judged.Reason;
            var next = CrlDecision.Decide(former, _crls, _complaint, material.Authorities);
            _last = new TlsReloadDecision(material with { Crl = next }, _last.Reasons);
            return judged;
        }
    }

    private void TakeAwaited()
    {
        lock (_writing)
        {
            var now = clock.GetUtcNow();
            if (_last.InForce is { } material && material.Crl.Awaited <= now && _settings is { } settings)
            {
                _crls = TlsLoader.LoadCrls(settings, crlCopy, material.Authorities, now);
                var crl = CrlDecision.Decide(material.Crl, _crls, _complaint, material.Authorities);
                _last = new TlsReloadDecision(material with { Crl = crl }, _last.Reasons);
            }
        }
    }
}
