using System.Threading.Channels;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Supervision;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Daemon.Revocation;

/// <summary>
/// Downloads the revocation list from the manager regularly. Nothing waits for it, and an invalid answer changes nothing. Sets no timer
/// without a manager, so an idle agent is not woken.
/// </summary>
internal sealed class CrlDownloader(FilesInForce files, TimeProvider time, ILogger<CrlDownloader> logger)
{
    private const string Path = "api/v1/pki/crl.pem";
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _failures;
    private string? _loggedFailure;
    private string? _loggedRest;

    public SupervisedTask Supervised => new("revocation list", TaskKind.Optional, RunAsync);

    public async Task RunAsync(CancellationToken shutdown)
    {
        files.Changed += OnChanged;
        try
        {
            await Task.Delay(CrlSchedule.StartSpread * Random.Shared.NextDouble(), time, shutdown);
            while (true)
            {
                // The next change may add a manager or certificates.
                if (files.Current is not { Settings.Enrollment.ManagerUrl: { } manager, Material: { } material })
                {
                    await _changed.Reader.ReadAsync(shutdown);
                    continue;
                }

                await OnceAsync(Address(manager), material, shutdown);
                var next = files.Current;
                var left = next.Crl?.NextUpdate - time.GetUtcNow();
                var wait = CrlSchedule.Next(next.Settings.Tls.CrlRefresh, _failures, left, Random.Shared.NextDouble());
                await Task.Delay(wait, time, shutdown);
            }
        }
        finally
        {
            files.Changed -= OnChanged;
        }
    }

    internal static Uri Address(Uri manager) => BaseAddress.Below(manager, Path);

    /// <summary>Makes one attempt. Null when the list in force is up to date, else why not.</summary>
    internal async Task<string?> OnceAsync(Uri address, TlsMaterial material, CancellationToken shutdown)
    {
        var isClientCertificate = CertificateUsage.Allows(material.Server, CertificateUsage.Client);
        var (trust, unusable) = ManagerTrust.Of(files.Current.Settings.Enrollment.ManagerTrust, material.Authorities);
        var fetched = trust is null
            ? new FetchResult(FetchOutcome.TlsFailed, [], unusable)
            : await HttpsFetch.SendAsync(
            address,
            new FetchOptions
            {
                Authorities = trust.Authorities,
                Fingerprint = trust.Fingerprint,
                Certificate = isClientCertificate ? material.Server : null,
                Intermediates = material.Chain,
                // The manager's own revocation status may be unknown, because this list provides it.
                Accept = chain => ChainCheck.Judge(material.Crl, chain, CrlPolicy.KeepServing, time.GetUtcNow()) == ChainVerdict.Good,
                BodyBytes = CrlLimits.MaxBytes,
                Deadline = CrlSchedule.Deadline,
                UserAgent = $"linux-patch-api/{BuildInfo.Version}",
                Time = time,
            },
            shutdown);
        var failure = fetched.Outcome == FetchOutcome.Complete ? Apply(fetched.Body, address) : $"{fetched.Outcome}: {fetched.Detail}";
        if (failure is not null && failure != _loggedFailure)
        {
            DownloadLog.Failed(logger, address.AbsoluteUri, failure);
        }

        _failures = failure is null ? 0 : _failures + 1;
        _loggedFailure = failure;
        return failure;
    }

    private void OnChanged(Snapshot snapshot) => _changed.Writer.TryWrite(true);

    private string? Apply(byte[] content, Uri address)
    {
        var judged = files.ApplyDownload(content, address.AbsoluteUri, out var problem);
        if (problem is not null)
        {
            DownloadLog.NotKept(logger, problem.ToString());
        }

        if (judged.Outcome == CrlDownloadOutcome.Newer)
        {
            DownloadLog.Applied(logger, address.AbsoluteUri);
        }

        // What is of no use in a download stays so until the manager changes it: health says it, and asking more often would not help.
        var isFailure = judged.Outcome is CrlDownloadOutcome.Refused or CrlDownloadOutcome.None;
        var rest = isFailure ? null : judged.Reason;
        if (rest is not null && rest != _loggedRest)
        {
            DownloadLog.Partly(logger, address.AbsoluteUri, rest);
        }

        _loggedRest = rest;

        var isOverdue = files.Current.Crl?.StatusAt(time.GetUtcNow()) == CrlStatus.Expired;
        return isFailure ? judged.Reason : (isOverdue ? "the manager's list is overdue itself" : null);
    }
}
