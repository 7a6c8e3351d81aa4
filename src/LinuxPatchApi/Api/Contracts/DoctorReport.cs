namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/doctor</c>.</summary>
/// <param name="Status">ok, warning, failed: that of the worst check that was made.</param>
internal sealed record DoctorReport(string Status, IReadOnlyList<DoctorCheckDocument> Checks);

/// <summary>The result of one check.</summary>
/// <param name="Status">ok, warning, failed; not_tested when the check could not be made now.</param>
/// <param name="Seen">What was found; of a check that was not made, why.</param>
/// <param name="Problem">Null when there is none.</param>
/// <param name="Remedy">The exact remedy; null when there is nothing to do.</param>
internal sealed record DoctorCheckDocument(string Name, string Status, string Seen, string? Problem, string? Remedy);
