using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.ProbeListener;

/// <summary>Never used: the transport is clear text.</summary>
internal sealed class NoTls : IServerTls
{
    public ServerTlsSnapshot Current => throw new InvalidOperationException("A clear-text listener has no certificate.");
}
