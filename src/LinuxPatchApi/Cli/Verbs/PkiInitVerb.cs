using LinuxPatchApi.Cli.Authority;
using LinuxPatchApi.Pki;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>pki init: creates the CA.</summary>
internal static class PkiInitVerb
{
    private const string Name = "pki init";
    private const string NameOption = "--name";
    private const string DefaultCommonName = "Linux Patch API CA";

    public static readonly Verb Verb = new(
        Name,
        "Create a small certificate authority for a site that has none",
        "Writes ca.pem, ca.key.pem (mode 0600), crl.pem, crlnumber and index.jsonl into DIR (mode 0700). Keep DIR on one machine that is\n"
        + "not patched by the agents; copy only ca.pem and crl.pem to the hosts.",
        [
            PkiOptions.Directory,
            new OptionSpec(NameOption, "CN", $"common name of the CA, \"{DefaultCommonName}\" by default"),
            PkiOptions.Days(PkiLimits.DefaultAuthorityDays),
            new OptionSpec(PkiOptions.ForceName, null, "replace an existing CA; its certificates become worthless"),
        ],
        (options, context, _) => Task.FromResult(Run(options, context)));

    private static ExitCode Run(ParsedOptions options, CommandContext context) =>
        PkiOptions.ReadDays(options, PkiLimits.DefaultAuthorityDays) is { } days
            ? PkiOptions.Report(
                PkiOptions.Authority(options, context).Initialise(
                    options.Value(NameOption) ?? DefaultCommonName, days, options.Has(PkiOptions.ForceName)),
                context, Name)
            : PkiOptions.BadDays(context, Name);
}
