using System.Net;
using LinuxPatchApi.Access;
using LinuxPatchApi.Cli.Setup;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Validation;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Files;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Pki.Bundles;

namespace LinuxPatchApi.Cli.Authority;

/// <summary>pki bundle: everything that one host needs, in one file.</summary>
internal static class PkiBundleVerb
{
    private const string Name = "pki bundle";
    private const string Ip = "--ip";
    private const string Dns = "--dns";
    private const string OutputOption = "--output";

    public static readonly Verb Verb = new(
        Name,
        "Make one file with everything that a host needs",
        "Issues a server certificate for HOST, a name or an address, with the further names and addresses given, and writes ca.pem,\n"
        + "server.pem, server.key.pem and crl.pem into one tar file of mode 0600, for 'linux-patch-api install-bundle' on that host. A\n"
        + "certificate of DIR that has all the names and lasts longer than 30 days is used again, unless --force is given.",
        [
            PkiOptions.Directory,
            new OptionSpec(Ip, "ADDRESS", "further address that clients call the host by") { IsRepeatable = true },
            new OptionSpec(Dns, "NAME", "further name that clients call the host by") { IsRepeatable = true },
            new OptionSpec(OutputOption, "FILE", "the file to write, DIR/HOST.tar by default"),
            PkiOptions.Days(PkiLimits.DefaultLeafDays),
            new OptionSpec(PkiOptions.ForceName, null, "issue a new certificate in any case"),
        ],
        (options, context, _) => Task.FromResult(Run(options, context)))
    {
        Operand = "HOST",
    };

    private static ExitCode Run(ParsedOptions options, CommandContext context)
    {
        if (options.Operands is not [var host])
        {
            return CommandLine.Usage(context, Name, "exactly one HOST is needed");
        }
        if (PkiOptions.ReadDays(options, PkiLimits.DefaultLeafDays) is not { } days)
        {
            return PkiOptions.BadDays(context, Name);
        }
        string[] given = [host, .. options.Values(Ip), .. options.Values(Dns)];
        var addresses = given.Select(text => StrictAddress.TryParse(text, out var address) ? address : null).OfType<IPAddress>().Distinct();
        var names = given.Where(text => !StrictAddress.TryParse(text, out _)).Distinct(StringComparer.Ordinal);
        if (names.FirstOrDefault(name => !HostName.IsValid(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name)) is { } bad)
        {
            return CommandLine.Usage(context, Name, $"{Quoted.Show(bad)} is no host name and no IP address");
        }
        if (options.Values(Ip).FirstOrDefault(text => !StrictAddress.TryParse(text, out _)) is { } noAddress)
        {
            return CommandLine.Usage(context, Name, $"{Ip}: {Quoted.Show(noAddress)} is not an IP address");
        }
        var authority = PkiOptions.Authority(options, context);
        var wanted = new ServerNames([.. names], [.. addresses]);
        var (result, isGood) = options.Has(PkiOptions.ForceName)
            ? (PkiResult.Done(), false)
            : authority.FindServing(host, (there, issuer) => ServerNames.In(there).Missing(wanted).Count == 0
                && ServerIdentityCheck.LeadsTo(there, [], [issuer], context.Clock.GetUtcNow()));
        if (result.Failure is null)
        {
            result = isGood ? PkiResult.Done([$"certificate: {authority.Files.Certificate(host)}, as it was", .. UnusedDays(options)])
                : authority.Issue(new IssueRequest(CertificateUse.Server, host, wanted.Addresses, wanted.Dns, days, Force: true));
        }
        var bundle = options.Value(OutputOption) ?? authority.Files.Bundle(host);
        return PkiOptions.Report(result.Failure is null ? Write(authority, host, bundle, result, context) : result, context, Name);
    }

    /// <summary>Says that an option had no effect. It is not refused: a script that runs again gives the days of the first run.</summary>
    private static string[] UnusedDays(ParsedOptions options) => options.Has(PkiOptions.DaysName)
        ? [$"note: {PkiOptions.DaysName} took no effect, because no certificate was issued; {PkiOptions.ForceName} issues one"]
        : [];

    private static PkiResult Write(CertificateAuthority authority, string host, string bundle, PkiResult issued, CommandContext context) =>
        HostBundle.Write(authority.Files, host, bundle, context.Clock.GetUtcNow()) is { } problem
            ? PkiResult.Fail(PkiFailure.InputOutput, problem.ToString())
            : PkiResult.Done([.. issued.Lines, $"bundle: {bundle}",
                $"on {host}: linux-patch-api install-bundle {Path.GetFileName(bundle)} --allow ADDRESS"]);
}
