using LinuxPatchApi.Configuration;

namespace LinuxPatchApi.Access;

/// <summary><paramref name="Document"/> is null exactly when <paramref name="Findings"/> holds an error.</summary>
internal sealed record AllowListResult(AllowListDocument? Document, IReadOnlyList<Finding> Findings);
