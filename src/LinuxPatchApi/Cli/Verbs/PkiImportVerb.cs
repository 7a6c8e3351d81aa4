using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>pki import: takes the certificates that a manager has re-issued for this host.</summary>
internal static class PkiImportVerb
{
    private const string Name = "pki import";
    private const string ManagerJson = "--manager-json";
    private const string ConfigOption = "--config";

    public static readonly Verb Verb = new(
        Name,
        "Import the certificates that a fleet manager has re-issued for this host",
        "The manager shows the document once, in the browser. It is judged as at the enrolment, "
        + "and must name what the present certificate\n"
        + "names; then it replaces certificate, key and CA in one step. The running agent takes it up by itself. Delete FILE afterwards.",
        [
            new OptionSpec(ManagerJson, "FILE", "the document") { IsRequired = true },
            new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default"),
        ],
        (options, context, _) => Task.FromResult(Run(options, context)));

    private static ExitCode Run(ParsedOptions options, CommandContext context)
    {
        var configuration = ConfigurationLoader.Load(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
        if (configuration.Settings is not { } settings)
        {
            foreach (var finding in configuration.Findings)
            {
                context.Error.WriteLine(finding);
            }
            return ExitCode.Configuration;
        }
        var path = options.Required(ManagerJson);
        var content = BoundedFile.Read(path, EnrolmentLimits.AnswerBytes);
        if (content.Bytes is not { } bytes)
        {
            return Fail(context, content.Problem!.ToString(), ExitCode.NoInput);
        }
        var (bundle, failure) = Bundle.ParseReissue(bytes);
        if (bundle is null)
        {
            return Fail(context, $"{path}: {failure}", ExitCode.DataError);
        }
        if (settings.Tls.Enrolled is null
            && (File.Exists(settings.Tls.CaCertificatePath) || File.Exists(settings.Tls.ServerCertificatePath)))
        {
            return Fail(context, $"the certificates in force are those of the configuration ({settings.Tls.ServerCertificatePath}); "
                + "replace these files, or remove them and import again", ExitCode.CannotCreate);
        }
        var disk = EnrolmentStart.Directory(settings);
        var (held, failed) = disk.Take();
        using var releases = held;
        if (held is null)
        {
            // Of two that install at once, each deletes what the other has not put in force yet.
            return Fail(context, failed?.ToString() ?? $"{disk.Path}: an enrolment is at work at this moment; try again",
                failed is null ? ExitCode.TemporaryFailure : ExitCode.InputOutput);
        }
        var (record, _) = disk.Read();
        var manager = settings.Enrollment.ManagerUrl ?? record?.Manager;
        if (manager is null)
        {
            return Fail(context, "enrollment.manager_url is needed: the manager is let in by it", ExitCode.Configuration);
        }
        var now = context.Clock.GetUtcNow();
        var present = TlsLoader.Load(settings.Tls, null, now).Material;
        var (fqdn, address) = Names(present?.Server);
        var judged = BundleJudge.Judge(bundle, fqdn ?? settings.Enrollment.ReportFqdn, address ?? settings.Enrollment.ReportAddress, now);
        if (judged.Good is not { } good)
        {
            var about = new EnrolmentRecord(EnrolmentStage.Ended, manager, "", now) { Problem = judged.Problem, Detail = judged.Detail };
            return Fail(context, $"{path}: {EnrolmentText.Meaning(about)}", ExitCode.DataError);
        }
        var known = record?.ManagerAddress is { } text ? IPAddress.Parse(text) : null;
        var trust = settings.Enrollment.ManagerTrust ?? (record?.Manager == manager ? record.Trust : "");
        if (EnrolledFiles.Install(settings, good, manager, trust, known, now) is { } problem)
        {
            return Fail(context, problem.ToString(), ExitCode.InputOutput);
        }
        context.Output.WriteLine($"imported: {good.Summary}");
        foreach (var change in Changes(present?.Authorities ?? [], PemAuthorities.Of(good.Authorities)))
        {
            context.Output.WriteLine(change);
        }
        if (good.ListProblem is { } listProblem)
        {
            context.Error.WriteLine($"linux-patch-api {Name}: {listProblem}");
        }
        context.Output.WriteLine($"delete {path}: it holds the private key");
        return ExitCode.Ok;
    }

    /// <summary>Who may connect changes with the authorities. A new key under the same name is another authority.</summary>
    private static IEnumerable<string> Changes(X509Certificate2Collection before, X509Certificate2Collection after)
    {
        var (old, now) = (Keys(before), Keys(after));
        return
        [
            .. before.Where(one => !now.Contains(Key(one))).Select(one => $"clients of {Known(one)} are refused now"),
            .. after.Where(one => !old.Contains(Key(one))).Select(one => $"clients of {Known(one)} are accepted now"),
        ];

        static string Known(X509Certificate2 one) => $"{one.Subject} (key {Key(one)[..16]})";

        static HashSet<string> Keys(X509Certificate2Collection all) => [.. all.Select(Key)];

        static string Key(X509Certificate2 one) => Convert.ToHexStringLower(SHA256.HashData(one.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>The first name of each kind.</summary>
    private static (string? Fqdn, IPAddress? Address) Names(X509Certificate2? server)
    {
        var names = server?.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return (names?.EnumerateDnsNames().FirstOrDefault(), names?.EnumerateIPAddresses().FirstOrDefault());
    }

    private static ExitCode Fail(CommandContext context, string problem, ExitCode code)
    {
        context.Error.WriteLine($"linux-patch-api {Name}: {problem}");
        return code;
    }
}
