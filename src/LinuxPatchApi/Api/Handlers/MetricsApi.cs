using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Tls;
using Admission = LinuxPatchApi.Http.Connections.Listening.Admission;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>What the rooms have counted, for Prometheus. Waits for nothing and asks nobody.</summary>
/// <param name="server">The server's own numbers; it is made after its routes.</param>
/// <param name="lost">Audit entries that were not written.</param>
internal sealed class MetricsApi(
    Func<HttpServerCounters> server, RequestCounts requests, ReloadState reload, CheckTable table, JobService jobs, Func<long> lost, string version, TimeProvider time)
{
    public async ValueTask<ApiAnswer?> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var known = await table.KnownAsync(cancellationToken).ConfigureAwait(false);
        var writer = new MetricsWriter();
        writer.Gauge("build_info", "Always 1.").Sample("version", version, 1);
        Connections(writer, server());
        Requests(writer, server());
        Trust(writer);
        Checks(writer, known);
        Work(writer);
        return new ApiAnswer.Raw(MetricsWriter.ContentType, writer.ToBytes());
    }

    private static void Connections(MetricsWriter writer, HttpServerCounters counters)
    {
        writer.Gauge("connections", "Open connections, handshakes included.").Sample(counters.ActiveConnections);
        writer.Counter("connections_accepted_total", "Connections accepted, denied ones included.").Sample(counters.Accepted);
        writer.Counter("connections_denied_total", "Connections closed because their address is not in the allow-list.").Sample(counters.Denied);
        writer.Counter("accept_errors_total", "Failures of accept itself.").Sample(counters.AcceptErrors);
        writer.Counter("connections_over_limit_total", "Connections closed because of a limit, by limit.");
        for (var reason = Admission.TooManyConnections; reason <= Admission.Ending; reason++)
        {
            writer.Sample("reason", MetricsWriter.Word(reason.ToString()), counters.NotAdmitted(reason));
        }

        writer.Counter("connections_ended_total", "Established connections ended although their clients did nothing wrong, by reason.");
        for (var reason = EndReason.AddressDenied; reason <= EndReason.TooOld; reason++)
        {
            writer.Sample("reason", MetricsWriter.Word(reason.ToString()), counters.Ended(reason));
        }

        writer.Counter("handshakes_total", "Handshakes that ended in a connection.").Sample(counters.Handshakes);
        writer.Counter("handshake_failures_total", "Handshakes that did not, by reason.");
        for (var reason = HandshakeFailureReason.NoCertificate; reason <= HandshakeFailureReason.Other; reason++)
        {
            writer.Sample("reason", MetricsWriter.Word(reason.ToString()), counters.HandshakeFailures(reason));
        }
    }

    private void Requests(MetricsWriter writer, HttpServerCounters counters)
    {
        writer.Gauge("requests", "Requests being handled now.").Sample(counters.ActiveRequests);
        writer.Counter("requests_total", "Requests that reached a route, by class of the status; none: the client did not wait.");
        for (var first = 0; first <= 5; first++)
        {
            writer.Sample("class", first == 0 ? "none" : $"{first}xx", requests.Of(first));
        }

        writer.Counter("requests_rate_limited_total", "Requests answered with 429 because of their rate.").Sample(requests.Limited);
        writer.Counter("request_faults_total", "Requests refused before any route, by reason.");
        foreach (var reason in Enum.GetValues<HttpFaultReason>())
        {
            writer.Sample("reason", MetricsWriter.Word(reason.ToString()), counters.Faults(reason));
        }
    }

    private void Trust(MetricsWriter writer)
    {
        var now = time.GetUtcNow();
        var crl = reload.Crl;
        var status = crl?.StatusAt(now) ?? CrlStatus.Missing;
        writer.Gauge("crl_status", "1 for the state that the revocation list is in.");
        for (var one = CrlStatus.Valid; one <= CrlStatus.Degraded; one++)
        {
            writer.Sample("status", MetricsWriter.Word(one.ToString()), one == status ? 1 : 0);
        }

        if (crl?.NextUpdate is { } next)
        {
            writer.Gauge("crl_next_update_timestamp_seconds", "When the next revocation list is due.").Sample(next.ToUnixTimeSeconds());
        }

        if (reload.CertificateUntil is { } until)
        {
            writer.Gauge("server_certificate_not_after_timestamp_seconds", "End of the server certificate.").Sample(until.ToUnixTimeSeconds());
        }
    }

    /// <summary>The checks of health, as far as they have an answer.</summary>
    private static void Checks(MetricsWriter writer, KnownChecks known)
    {
        writer.Gauge("degraded_reasons", "What degrades this host; health has the words.").Sample(known.Reasons.Count);
        writer.Gauge("check_status", "What each check of health found: 0 ok, 1 warning, 2 failed.");
        foreach (var (_, result) in known.Results)
        {
            writer.Sample("check", result.Name, (int)result.Status);
        }
    }

    private void Work(MetricsWriter writer)
    {
        var counts = new long[(int)JobStatus.Cancelled + 1];
        foreach (var job in jobs.Store.All())
        {
            counts[(int)job.Status]++;
        }

        writer.Gauge("jobs", "Jobs in the history, by status.");
        for (var status = JobStatus.Pending; status <= JobStatus.Cancelled; status++)
        {
            writer.Sample("status", JobSpelling.Statuses.Of(status), counts[(int)status]);
        }

        writer.Gauge("job_queue_depth", "Jobs that wait for their turn.").Sample(counts[(int)JobStatus.Pending]);
        writer.Gauge("job_stalled", "1 while the job in hand makes no progress.").Sample(jobs.Stalled is null ? 0 : 1);
        writer.Counter("audit_entries_lost_total", "Audit entries that could not be written.").Sample(lost());
    }
}
