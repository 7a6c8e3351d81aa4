namespace LinuxPatchApi.Access;

/// <summary>What a valid whitelist.yaml says: fixed addresses, and host names that are yet to be resolved.</summary>
internal sealed record AllowListDocument(IReadOnlyList<AddressRange> Ranges, IReadOnlyList<string> HostNames);
