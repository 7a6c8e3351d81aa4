using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Support;

internal sealed class FixedTls(ServerTlsSnapshot current) : IServerTls
{
    public ServerTlsSnapshot Current { get; set; } = current;
}
