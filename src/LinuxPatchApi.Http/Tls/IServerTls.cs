namespace LinuxPatchApi.Http.Tls;

/// <summary>Gives each new connection the newest certificate and client policy.</summary>
public interface IServerTls
{
    /// <summary>Never null, never blocking. Replaced as a whole on reload; connections keep what they began with.</summary>
    ServerTlsSnapshot Current { get; }
}
