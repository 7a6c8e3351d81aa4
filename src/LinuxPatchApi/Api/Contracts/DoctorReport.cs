namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/doctor</c>.</summary>
/// <param name="Status">ok, warning, failed: the worst of the checks.</param>
internal sealed record DoctorReport(string Status, IReadOnlyList<DoctorCheckDocument> Checks);

/// <param name="Seen">What was found.</param>
/// <param name="Problem">Null when all is well.</param>
/// <param name="Remedy">What to do, exactly; null when there is nothing to do.</param>
internal sealed record DoctorCheckDocument(string Name, string Status, string Seen, string? Problem, string? Remedy);
