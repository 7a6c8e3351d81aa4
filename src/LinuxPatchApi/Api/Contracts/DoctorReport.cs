namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/doctor</c>.</summary>
/// <param name="Status">ok, warning, failed: that of the worst check.</param>
internal sealed record DoctorReport(string Status, IReadOnlyList<DoctorCheckDocument> Checks);

/// <summary>The result of one check.</summary>
/// <param name="Seen">What was found.</param>
/// <param name="Problem">Null when there is none.</param>
/// <param name="Remedy">The exact remedy; null when there is nothing to do.</param>
internal sealed record DoctorCheckDocument(string Name, string Status, string Seen, string? Problem, string? Remedy);
