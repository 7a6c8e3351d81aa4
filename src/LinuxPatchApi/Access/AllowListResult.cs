using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Access;

/// <summary>The outcome of reading whitelist.yaml.</summary>
/// <param name="Document">Null exactly when <paramref name="Findings"/> contains an error.</param>
internal sealed record AllowListResult(AllowListDocument? Document, IReadOnlyList<Finding> Findings);

/// <summary>The content of a valid whitelist.yaml: fixed addresses, and host names still to be resolved.</summary>
internal sealed record AllowListDocument(IReadOnlyList<AddressRange> Ranges, IReadOnlyList<string> HostNames);
