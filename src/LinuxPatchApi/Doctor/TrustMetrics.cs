using LinuxPatchApi.InForce;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Doctor;

/// <summary>The state and expiry of the revocation list and the server certificate.</summary>
internal sealed class TrustMetrics(ISnapshots files, TimeProvider time) : IMetricSource
{
    public void Write(MetricsWriter writer)
    {
        var now = time.GetUtcNow();
        var crl = files.Current.Crl;
        var status = crl?.StatusAt(now) ?? CrlStatus.Missing;
        writer.Gauge("crl_status", "1 for the state that the revocation list is in.");
        for (var one = CrlStatus.Valid; one <= CrlStatus.Degraded; one++)
        {
            writer.Sample("status", MetricsWriter.LabelValue(one.ToString()), one == status ? 1 : 0);
        }

        if (crl?.NextUpdate is { } next)
        {
            writer.Gauge("crl_next_update_timestamp_seconds", "When the next revocation list is due.").Sample(next.ToUnixTimeSeconds());
        }

        if (files.Current.CertificateUntil is { } until)
        {
            writer.Gauge("server_certificate_not_after_timestamp_seconds", "End of the server certificate.")
                .Sample(until.ToUnixTimeSeconds());
        }

        if (files.Current.Material?.Authorities is { Count: > 0 } authorities)
        {
            writer.Gauge("client_authority_not_after_timestamp_seconds", "Earliest end of a CA that certificates of clients may be of.")
                .Sample(authorities.Min(a => new DateTimeOffset(a.NotAfter.ToUniversalTime())).ToUnixTimeSeconds());
        }
    }
}
