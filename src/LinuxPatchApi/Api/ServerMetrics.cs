using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Metrics;
using Admission = LinuxPatchApi.Http.Connections.Admission;

namespace LinuxPatchApi.Api;

/// <summary>The counters of the HTTP server and of the dispatcher.</summary>
/// <param name="counters">Those of the server.</param>
internal sealed class ServerMetrics(HttpServerCounters counters, RequestCounts requests) : IMetricSource
{
    public void Write(MetricsWriter writer)
    {
        Connections(writer);
        Requests(writer);
    }

    private void Connections(MetricsWriter writer)
    {
        writer.Gauge("connections", "Open connections, handshakes included.").Sample(counters.ActiveConnections);
        writer.Counter("connections_accepted_total", "Connections accepted, denied ones included.").Sample(counters.Accepted);
        writer.Counter("connections_denied_total", "Connections closed because their address is not in the allow-list.")
            .Sample(counters.Denied);
        writer.Counter("accept_errors_total", "Failures of accept itself.").Sample(counters.AcceptErrors);
        writer.Counter("connections_over_limit_total", "Connections closed because of a limit, by limit.");
        for (var reason = Admission.TooManyConnections; reason <= Admission.Ending; reason++)
        {
            writer.Sample("reason", MetricsWriter.LabelValue(reason.ToString()), counters.NotAdmitted(reason));
        }

        writer.Counter("connections_ended_total", "Established connections ended although their clients did nothing wrong, by reason.");
        for (var reason = EndReason.AddressDenied; reason <= EndReason.TooOld; reason++)
        {
            writer.Sample("reason", MetricsWriter.LabelValue(reason.ToString()), counters.Ended(reason));
        }

        writer.Counter("handshakes_total", "Handshakes that ended in a connection.").Sample(counters.Handshakes);
        writer.Counter("handshake_failures_total", "Handshakes that did not, by reason.");
        for (var reason = HandshakeFailureReason.NoCertificate; reason <= HandshakeFailureReason.Other; reason++)
        {
            writer.Sample("reason", MetricsWriter.LabelValue(reason.ToString()), counters.HandshakeFailures(reason));
        }
    }

    private void Requests(MetricsWriter writer)
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
            writer.Sample("reason", MetricsWriter.LabelValue(reason.ToString()), counters.Faults(reason));
        }
    }
}
