using LinuxPatchApi.Cli.Authority;
using LinuxPatchApi.Pki;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>pki crl: renews the revocation list.</summary>
internal static class PkiCrlVerb
{
    private const string Name = "pki crl";

    public static readonly Verb Verb = new(
        Name,
        "Renew the revocation list",
        "Writes crl.pem with a higher number. Agents report health \"degraded\" once the next update of their list is overdue.",
        [PkiOptions.Directory, PkiOptions.Days(PkiLimits.DefaultCrlDays)],
        (options, context, _) => Task.FromResult(Run(options, context)));

    private static ExitCode Run(ParsedOptions options, CommandContext context) =>
        PkiOptions.ReadDays(options, PkiLimits.DefaultCrlDays) is { } days
            ? PkiOptions.Report(PkiOptions.Authority(options, context).RenewRevocationList(days), context, Name)
            : PkiOptions.BadDays(context, Name);
}
