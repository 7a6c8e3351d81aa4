namespace LinuxPatchApi.Metrics;

/// <summary>The families of one subject. It lives where its subject does, waits for nothing and asks nobody.</summary>
internal interface IMetricSource
{
    void Write(MetricsWriter writer);
}
