using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>The metrics of all sources, for Prometheus. Waits for no service.</summary>
internal sealed class MetricsApi(IReadOnlyList<IMetricSource> sources, CheckTable table, LastExamination others, Build build) : IApiRoutes
{
    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Read("/metrics", "getMetrics", AnswerAsync),
    ];

    public async ValueTask<ApiAnswer?> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var known = await table.KnownAsync(cancellationToken);
        var writer = new MetricsWriter();
        writer.Gauge("build_info", "Always 1; the labels name the build.")
            .Sample([("version", BuildInfo.Version), ("commit", build.Commit), ("build_id", build.BuildId)], 1);
        foreach (var source in sources)
        {
            source.Write(writer);
        }

        Checks(writer, known, others.Latest());
        return new ApiAnswer.Raw(MetricsWriter.ContentType, writer.ToBytes());
    }

    /// <summary>Writes the checks that have a result.</summary>
    /// <param name="others">Those that health does not make; null before they were made once.</param>
    public static void Checks(MetricsWriter writer, KnownChecks known, Examination? others)
    {
        writer.Gauge("degraded_reasons", "What degrades this host; health has the words.").Sample(known.Reasons.Count);
        writer.Gauge("check_status", "What each check of doctor found: 0 ok, 1 warning, 2 failed, -1 not tested.");

        // Checks of one subject may share a name. A series must appear only once, so the worst result counts.
        var worst = known.Results.Select(r => r.Result).Concat(others?.Results ?? []).GroupBy(r => r.Name, StringComparer.Ordinal)
            .Select(check => (Name: check.Key, Status: check.Max(r => r.Status))).ToList();
        foreach (var (name, status) in worst)
        {
            writer.Sample("check", name, status - CheckStatus.Ok);
        }

        writer.Gauge("doctor_findings", "Checks of doctor by what they found.");
        for (var status = CheckStatus.NotTested; status <= CheckStatus.Failed; status++)
        {
            writer.Sample("status", CheckResult.WireName(status), worst.Count(w => w.Status == status));
        }

        if (others is not null)
        {
            writer.Gauge("doctor_examined_timestamp_seconds", "When the checks that health does not make were made last.")
                .Sample(others.At.ToUnixTimeSeconds());
        }
    }
}
