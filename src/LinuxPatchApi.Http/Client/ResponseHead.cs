using LinuxPatchApi.Http.Bodies;

namespace LinuxPatchApi.Http.Client;

/// <summary>The head of a response. <paramref name="Length"/> is null when the body is chunked or ends with the connection.</summary>
internal sealed record ResponseHead(int Status, BodyKind Kind, long? Length);
