namespace LinuxPatchApi.Metrics;

/// <summary>The metric families of one subject, defined next to it. Uses only what is already known and never blocks.</summary>
internal interface IMetricSource
{
    void Write(MetricsWriter writer);
}
