namespace LinuxPatchApi.Cli.Authority;

/// <summary>pki list: what was issued and when it ends.</summary>
internal static class PkiListVerb
{
    private const string Name = "pki list";

    public static readonly Verb Verb = new(
        Name,
        "List certificates, the CA and the revocation list by their end",
        "One line each, the next to end first. \"replaced\": a newer certificate of that name was issued; the old one is good until its\n"
        + "end or its revocation.",
        [PkiOptions.Directory],
        (options, context, _) => Task.FromResult(PkiOptions.Report(PkiOptions.Authority(options, context).List(), context, Name)));
}
