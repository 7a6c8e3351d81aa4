using LinuxPatchApi.Cli.Authority;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Pki;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>pki revoke: revokes a certificate.</summary>
internal static class PkiRevokeVerb
{
    private const string Name = "pki revoke";
    private const string Serial = "--serial";
    private const string Certificate = "--certificate";

    public static readonly Verb Verb = new(
        Name,
        "Revoke a certificate and write a new revocation list",
        "Exactly one of --serial and --certificate is needed. The new crl.pem takes effect on the hosts it is copied to.",
        [
            PkiOptions.Directory,
            new OptionSpec(Serial, "HEX", "serial number, with or without colons"),
            new OptionSpec(Certificate, "FILE", "PEM file with the certificate"),
        ],
        (options, context, _) => Task.FromResult(Run(options, context)));

    private static ExitCode Run(ParsedOptions options, CommandContext context)
    {
        if (options.Has(Serial) == options.Has(Certificate))
        {
            return CommandLine.Usage(context, Name, $"exactly one of {Serial} and {Certificate} is needed");
        }
        var authority = PkiOptions.Authority(options, context);
        var result = options.Value(Serial) is { } serial
            ? authority.Revoke(serial)
            : authority.RevokeFile(options.Required(Certificate));
        return PkiOptions.Report(result.Failure is null ? WithNextStep(result, authority.Files.RevocationList) : result, context, Name);
    }

    private static PkiResult WithNextStep(PkiResult done, string list) => PkiResult.Done([.. done.Lines,
        $"not in force yet: copy {list} to {ConfigurationDefaults.TlsCrlPath.Default} of each agent, or where its "
        + $"{ConfigurationDefaults.TlsCrlPath.Path} points"]);
}
