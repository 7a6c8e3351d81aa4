namespace LinuxPatchApi.Cli.Setup;

/// <summary>What the operator asked of setup.</summary>
/// <param name="CaDirectory">Where the key of the CA is, or shall be; null when no disk is to have it.</param>
/// <param name="Output">The directory for the client's files.</param>
/// <param name="GivenClient">The common name of the client's certificate; null when the operator gave none.</param>
internal sealed record SetupOptions(
    IReadOnlyList<string> Allow, IReadOnlyList<string> Names, string? CaDirectory, string Output, string? GivenClient, bool Force)
{
    public const string DefaultClient = "admin";

    public string Client => GivenClient ?? DefaultClient;
}
