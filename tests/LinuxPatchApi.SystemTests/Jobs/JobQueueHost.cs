namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>A host whose queue is short, with slow packages made on demand.</summary>
public sealed class JobQueueHost : SlowPackageHost
{
    public override string Configuration => base.Configuration + """

        jobs:
          max_queue_depth: 4
        """;
}
