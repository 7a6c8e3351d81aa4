using System.Net;

namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>Asks the kernel whether endpoints could be listened on now.</summary>
public static class BindProbe
{
    /// <summary>Returns why one of the endpoints of a server cannot be bound; null when it can. Listens at no time.</summary>
    public static BindFailureReason? Try(IPEndPoint endpoint, IReadOnlyList<IPEndPoint> all) => ListenerFactory.Try(endpoint, all);
}
