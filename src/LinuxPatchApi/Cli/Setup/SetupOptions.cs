namespace LinuxPatchApi.Cli.Setup;

/// <summary>What the operator asked of setup.</summary>
/// <param name="CaDirectory">Where the key of the CA is, or shall be; null when no disk is to have it.</param>
/// <param name="Output">The directory for the client's files.</param>
/// <param name="Client">The common name of the client's certificate.</param>
internal sealed record SetupOptions(
    IReadOnlyList<string> Allow, IReadOnlyList<string> Names, string? CaDirectory, string Output, string Client, bool Force);
