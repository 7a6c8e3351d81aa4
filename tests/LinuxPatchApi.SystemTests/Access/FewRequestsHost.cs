using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Access;

/// <summary>A host whose rate limits are low.</summary>
public sealed class FewRequestsHost : AgentHost
{
    public override string Configuration => """
        rate_limit:
          destructive_per_minute: 30
          destructive_burst: 2
          read_per_minute: 60
          read_burst: 5
        """;
}
