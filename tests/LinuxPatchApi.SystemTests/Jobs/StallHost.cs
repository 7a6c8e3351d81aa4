namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>A host that calls a job stalled after seconds, ends its time after a minute, and may then break it off.</summary>
public sealed class StallHost : SlowPackageHost
{
    public override string Configuration => base.Configuration + """

        jobs:
          stall_seconds: 2
          timeout_minutes: 1
          break_stalled: true
        """;
}
