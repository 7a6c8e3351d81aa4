using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>A host whose agent waits a second for a request.</summary>
public sealed class ImpatientHost : AgentHost
{
    public override string Configuration => base.Configuration + """

          timeout_seconds: 1
        """;
}
