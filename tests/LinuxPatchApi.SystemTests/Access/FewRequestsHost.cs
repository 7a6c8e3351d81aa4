using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Access;

/// <summary>A host whose rate limits are low.</summary>
public sealed class FewRequestsHost : AgentHost
{
    /// <summary>One change in half a minute, so that a slow machine does not earn a token meanwhile.</summary>
    public override string Configuration => """
        server:
          bind: ["0.0.0.0", "::"]
        rate_limit:
          destructive_per_minute: 2
          destructive_burst: 2
          read_per_minute: 60
          read_burst: 5
        """;
}
