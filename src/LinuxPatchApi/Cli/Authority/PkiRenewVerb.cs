using LinuxPatchApi.Init;
using LinuxPatchApi.Pki.Bundles;

namespace LinuxPatchApi.Cli.Authority;

/// <summary>pki renew: issues certificates again before they end.</summary>
internal static class PkiRenewVerb
{
    private const string Name = "pki renew";
    private const string AllOption = "--all";

    public static readonly Verb Verb = new(
        Name,
        "Renew certificates that end within 30 days, and the revocation list",
        "Issues them with new keys under the same names, into the same files and bundles, and the revocation list once half of its time\n"
        + "is over. With NAME: these certificates, whenever they end. Revoked ones are left out. The files take effect on the hosts they\n"
        + "are copied to. " + (InitCommands.Here.HasTimers
            ? "linux-patch-api-pki@.timer runs this daily: "
                + InitCommands.Here.StartNowAndAtBoot("\"linux-patch-api-pki@$(systemd-escape -p\nDIR).timer\".")
            : "Have cron run it daily."),
        [PkiOptions.Directory, new OptionSpec(AllOption, null, "renew every certificate that is not revoked, and the list")],
        (options, context, _) => Task.FromResult(Run(options, context)))
    {
        Operand = "[NAME...]",
    };

    private static ExitCode Run(ParsedOptions options, CommandContext context)
    {
        if (options.Has(AllOption) && options.Operands.Count > 0)
        {
            return CommandLine.Exclude(context, Name, AllOption, "NAME");
        }
        var renewal = new BundleRenewal(PkiOptions.Authority(options, context), context.Clock);
        return PkiOptions.Report(renewal.Run(options.Operands, options.Has(AllOption)), context, Name);
    }
}
