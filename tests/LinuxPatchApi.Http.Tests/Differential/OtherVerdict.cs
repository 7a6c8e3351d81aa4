using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Differential;

/// <summary>What another parser parsed, and why it stopped; null when it accepted all bytes, or closed after its last request.</summary>
internal sealed record OtherVerdict(IReadOnlyList<ReadRequest> Requests, string? Error, bool IsClosed);
