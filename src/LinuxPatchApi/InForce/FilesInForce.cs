using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Files;
using LinuxPatchApi.Supervision;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.InForce;

/// <summary>
/// Holds the one snapshot that is in force. Every change passes through here: the files, a downloaded revocation list, the addresses of a
/// host name, and a list whose time has come.
/// </summary>
internal sealed class FilesInForce : ISnapshots
{
    private readonly Lock _lock = new();
    private readonly ConfigurationMonitor _configuration;
    private readonly TlsMonitor _tls;
    private readonly AllowListMonitor _allowList;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _findings;
    private volatile Snapshot _current;

    /// <param name="findings">Findings of the configuration's parser, for a process that has just read it.</param>
    public FilesInForce(
        ConfigurationMonitor configuration, TlsMonitor tls, AllowListMonitor allowList, TimeProvider time,
            IReadOnlyList<string>? findings = null)
    {
        (_configuration, _tls, _allowList, _time, _findings) = (configuration, tls, allowList, time, findings ?? []);
        _current = Make();
        allowList.Changed += Publish;
    }

    public event Action<Snapshot>? Changed;

    /// <remarks>
    /// A date that has come since is published here: a step of the clock ends no timer, and whoever asks must not be answered by what was
    /// in force before.
    /// </remarks>
    public Snapshot Current => _current is var now && IsOver(now) ? Renew() : now;

    /// <summary>When the next part in force expires, which no file change announces; null when nothing will.</summary>
    public DateTimeOffset? NextEnd => _tls.NextEnd;

    /// <summary>All files, to be watched.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            var settings = _current.Settings;
            return [_configuration.Path, settings.Whitelist.Path, Enrolled.Pointer(settings), .. TlsLoader.Paths(settings.Tls)];
        }
    }

    /// <summary>Reads all files again and applies what is valid. Called by one loop.</summary>
    public FilesRead Reload()
    {
        var before = _current;
        var configuration = _configuration.Reload();
        var settings = configuration.InForce.Settings;
        var tls = _tls.Reload(settings.Tls);
        var allowed = _allowList.Reload(settings.Whitelist.Path, settings.Whitelist.EnrolledPath);
        Publish();
        return new FilesRead(before, _current, configuration, tls, allowed);
    }

    /// <inheritdoc cref="TlsMonitor.ApplyDownload"/>
    public CrlDownload ApplyDownload(byte[] content, string source, out FileProblem? problem)
    {
        var before = _tls.Decision;
        var judged = _tls.ApplyDownload(content, source, out problem);
        if (!ReferenceEquals(before, _tls.Decision))
        {
            Publish();
        }

        return judged;
    }

    /// <summary>Resolves the host names of the allow-list, each again when its answer expires.</summary>
    public SupervisedTask Supervised => new("allow-list names", TaskKind.Optional, _allowList.RunAsync);

    private void Publish()
    {
        Changed?.Invoke(Replace());
    }

    /// <summary>One second after the end, as the reloader does: when the part has certainly expired.</summary>
    private bool IsOver(Snapshot snapshot) =>
        _time.GetUtcNow() is var now && (now - snapshot.Ends > TimeSpan.FromSeconds(1) || now >= snapshot.Crl?.Awaited);

    private Snapshot Renew()
    {
        Snapshot next;
        lock (_lock)
        {
            if (!IsOver(_current))
            {
                return _current; // Another thread was first.
            }
            next = _current = Make();
        }
        Changed?.Invoke(next);
        return next;
    }

    private Snapshot Replace()
    {
        lock (_lock)
        {
            return _current = Make();
        }
    }

    private Snapshot Make() => new(_configuration.Current, _tls.Current, _allowList.Current)
    {
        ConfigurationReasons =
            [.. _findings, .. _configuration.DegradedReason is { } reason ? new[] { reason } : [], .. _allowList.DegradedReasons],
        CertificateReasons = _tls.Decision.Reasons,
        Nobody = _allowList.Nobody,
        Ends = _tls.NextEnd,
    };
}

/// <summary>The result of reading all files.</summary>
internal sealed record FilesRead(
    Snapshot Before, Snapshot After, ReloadDecision Configuration, TlsLoadResult Tls, AllowListResult Allowed)
{
    /// <summary>All findings of the parsers, as sentences.</summary>
    public IEnumerable<string> Findings =>
        Configuration.Findings.Select(f => f.ToString())
            .Concat(Tls.Problems.Select(p => p.ToString()))
            .Concat(Allowed.Findings.Select(f => f.ToString()));
}
