using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Differential;

/// <summary>What another parser understood, and why it stopped; null when all bytes were good to it, or when it closed behind its last
/// request.</summary>
internal sealed record OtherVerdict(IReadOnlyList<ReadRequest> Requests, string? Error, bool IsClosed);
