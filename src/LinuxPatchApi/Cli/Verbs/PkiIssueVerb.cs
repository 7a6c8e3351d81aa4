using System.Net;
using LinuxPatchApi.Access;
using LinuxPatchApi.Cli.Authority;
using LinuxPatchApi.Configuration.Validation;
using LinuxPatchApi.Pki;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>pki issue: issues a certificate.</summary>
internal static class PkiIssueVerb
{
    private const string Name = "pki issue";
    private const string Server = "--server";
    private const string Client = "--client";
    private const string NameOption = "--name";
    private const string Ip = "--ip";
    private const string Dns = "--dns";

    public static readonly Verb Verb = new(
        Name,
        "Issue a server or client certificate",
        "Writes NAME.pem and NAME.key.pem (PKCS#8, mode 0600) into DIR and prints the serial number. Exactly one of --server and\n"
        + "--client is needed. A server certificate is valid only for the addresses and names given: at least one of --ip and --dns is "
        + "needed.",
        [
            PkiOptions.Directory,
            new OptionSpec(Server, null, "for the agent (serverAuth)"),
            new OptionSpec(Client, null, "for a client of the agent (clientAuth)"),
            new OptionSpec(NameOption, "NAME", "common name, and name of the files") { IsRequired = true },
            new OptionSpec(Ip, "ADDRESS", "IP address of the subject") { IsRepeatable = true },
            new OptionSpec(Dns, "NAME", "DNS name of the subject") { IsRepeatable = true },
            PkiOptions.Days(PkiLimits.DefaultLeafDays),
            new OptionSpec(PkiOptions.ForceName, null, "replace existing files of that name"),
        ],
        (options, context, _) => Task.FromResult(Run(options, context)));

    private static ExitCode Run(ParsedOptions options, CommandContext context)
    {
        if (options.Has(Server) == options.Has(Client))
        {
            return CommandLine.Usage(context, Name, $"exactly one of {Server} and {Client} is needed");
        }
        if (PkiOptions.ReadDays(options, PkiLimits.DefaultLeafDays) is not { } days)
        {
            return PkiOptions.BadDays(context, Name);
        }
        var addresses = new List<IPAddress>();
        foreach (var text in options.Values(Ip))
        {
            if (!StrictAddress.TryParse(text, out var address))
            {
                return CommandLine.Usage(context, Name, $"{Ip}: {text} is not an IP address");
            }
            addresses.Add(address);
        }
        List<string> names = [.. options.Values(Dns)];
        if (names.Find(name => !IsDnsName(name)) is { } bad)
        {
            return CommandLine.Usage(context, Name, $"{Dns}: {bad} is not a DNS name");
        }
        var subject = options.Required(NameOption);
        if (options.Has(Server) && addresses.Count + names.Count == 0)
        {
            return CommandLine.Usage(context, Name, Missing(subject));
        }
        var use = options.Has(Server) ? CertificateUse.Server : CertificateUse.Client;
        var request = new IssueRequest(use, subject, addresses, names, days, options.Has(PkiOptions.ForceName));
        return PkiOptions.Report(PkiOptions.Authority(options, context).Issue(request), context, Name);
    }

    /// <summary>True for a host name whose first label may be a wildcard (RFC 6125 section 6.4.3).</summary>
    private static bool IsDnsName(string name) => HostName.IsValid(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name);

    /// <summary>Proposes the option that makes the certificate valid for its own name, as it was probably meant.</summary>
    private static string Missing(string subject) =>
        $"a server certificate needs the addresses and names that clients call: {Ip} ADDRESS, {Dns} NAME"
        + (StrictAddress.TryParse(subject, out _) ? $" (for example {Ip} {subject})"
            : HostName.IsValid(subject) && subject.Contains('.') ? $" (for example {Dns} {subject})" : "");
}
