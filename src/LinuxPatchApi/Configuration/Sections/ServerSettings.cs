using System.Net;

namespace LinuxPatchApi.Configuration.Sections;

/// <summary><paramref name="Bind"/> has at least one address and no address twice.</summary>
internal sealed record ServerSettings(int Port, IReadOnlyList<IPAddress> Bind, TimeSpan Timeout);
