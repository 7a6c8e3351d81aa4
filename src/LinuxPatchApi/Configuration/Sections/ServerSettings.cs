using System.Net;

namespace LinuxPatchApi.Configuration.Sections;

/// <summary><paramref name="Bind"/> has at least one address and no address twice; <paramref name="HandshakesPerSecond"/> is
/// for each client address.</summary>
internal sealed record ServerSettings(int Port, IReadOnlyList<IPAddress> Bind, TimeSpan Timeout, int HandshakesPerSecond);
