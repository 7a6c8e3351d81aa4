using System.Runtime.InteropServices;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Configuration.Validation;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>enroll: joins a fleet manager, shows how far that has come, or gives it up.</summary>
internal static class EnrollVerb
{
    private const string Name = "enroll";
    private const string ConfigOption = "--config";
    private const string Manager = "--manager";
    private const string CaFile = "--ca-file";
    private const string SystemRootsOption = "--system-roots";
    private const string FingerprintOption = "--fingerprint";
    private const string StatusOption = "--status";
    private const string Abandon = "--abandon";
    private const string NoWait = "--no-wait";

    public static readonly Verb Verb = new(
        Name,
        "Enrol this host with a fleet manager",
        "Asks the manager for certificates and waits until an administrator approves. May be ended and begun again at any time; the agent\n"
        + "goes on with it too. One of --ca-file, --system-roots and --fingerprint says how to verify the manager, unless\n"
        + "enrollment.manager_ca does. Without any, nothing is sent, and the fingerprint of the manager's certificate is shown.",
        [
            new OptionSpec(Manager, "URL", "base URL of the manager, enrollment.manager_url by default"),
            new OptionSpec(CaFile, "FILE", "PEM file with the CA of the manager's certificate"),
            new OptionSpec(SystemRootsOption, null, "trust the certificate authorities of this system"),
            new OptionSpec(FingerprintOption, "SHA256", "fingerprint of the manager's certificate, with or without colons"),
            new OptionSpec(NoWait, null, "do not wait for the approval; an agent that runs goes on, else the same command"),
            new OptionSpec(StatusOption, null, "show how far the enrolment has come, and what to do"),
            new OptionSpec(Abandon, null, "give up an enrolment that is not complete, and delete its token"),
            new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default"),
        ],
        RunAsync);

    private static async Task<ExitCode> RunAsync(ParsedOptions options, CommandContext context, CancellationToken cancellation)
    {
        string[] kinds = [.. new[] { CaFile, SystemRootsOption, FingerprintOption }.Where(options.Has)];
        if (kinds.Length > 1)
        {
            return CommandLine.Exclude(context, Name, kinds[0], kinds[1]);
        }
        string[] modes = [.. new[] { StatusOption, Abandon, Manager }.Where(options.Has)];
        string[] apart = [.. modes, .. modes is [StatusOption or Abandon] ? kinds.Concat(new[] { NoWait }.Where(options.Has)) : []];
        if (apart.Length > 1)
        {
            return CommandLine.Exclude(context, Name, apart[0], apart[1]);
        }
        // The framework would parse all of /etc/ssl/certs at the first chain; --system-roots reads one file.
        SystemRoots.Ignore();
        var path = options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile;
        var configuration = ConfigurationLoader.Load(path);
        if (configuration.Settings is not { } settings)
        {
            foreach (var finding in configuration.Findings)
            {
                context.Error.WriteLine(finding);
            }
            return ExitCode.Configuration;
        }
        var disk = EnrolmentStart.Directory(settings);
        return options.Has(StatusOption) ? Status(disk, context)
            : options.Has(Abandon) ? GiveUp(disk, context)
            : await EnrolAsync(options, settings, disk, context, cancellation);
    }

    private static ExitCode Status(EnrolmentDirectory disk, CommandContext context)
    {
        var (record, problem) = disk.Read();
        if (problem is not null)
        {
            return Fail(context, problem, ExitCode.InputOutput);
        }
        if (record is null)
        {
            return Nothing(context);
        }
        Show(record, context.Output);
        return record.Stage == EnrolmentStage.Ended ? ExitCode.Failure : ExitCode.Ok;
    }

    private static ExitCode Nothing(CommandContext context)
    {
        context.Output.WriteLine("there is no enrolment");
        return ExitCode.Ok;
    }

    private static ExitCode GiveUp(EnrolmentDirectory disk, CommandContext context)
    {
        if (!Directory.Exists(disk.Path) && disk.Read() is (null, null))
        {
            return Nothing(context);
        }
        // Before the record is read: the agent may receive the certificates at this moment, and nothing may delete them unseen.
        var (held, failure) = disk.Take();
        using var releases = held;
        if (held is null)
        {
            return Fail(context, failure?.ToString() ?? $"{disk.Path}: the agent is asking the manager at this moment; try again",
                failure is null ? ExitCode.TemporaryFailure : ExitCode.InputOutput);
        }
        var (record, problem) = disk.Read();
        if (record is null && problem is null)
        {
            return Nothing(context);
        }
        if (record is { Stage: EnrolmentStage.Ready or EnrolmentStage.Installed })
        {
            return Fail(context, $"this host is enrolled with {record.Manager}; there is nothing to abandon", ExitCode.CannotCreate);
        }
        if (disk.Clear() is { } uncleared)
        {
            return Fail(context, uncleared.ToString(), ExitCode.InputOutput);
        }
        context.Output.WriteLine("the enrolment is given up, its token is deleted");
        if (record?.Token is not null)
        {
            context.Output.WriteLine($"delete {record.Fqdn} in the manager too: it stays pending there for a day, "
                + "or is a host without an agent");
        }
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> EnrolAsync(
        ParsedOptions options, Settings settings, EnrolmentDirectory disk, CommandContext context, CancellationToken cancellation)
    {
        if (File.Exists(settings.Tls.ServerCertificatePath))
        {
            return Fail(
                context,
                $"this host has a certificate already: {settings.Tls.ServerCertificatePath}; to enrol it all the same, stop the agent "
                    + "and move the CA file, certificate, key and revocation list away",
                ExitCode.CannotCreate);
        }
        var manager = settings.Enrollment.ManagerUrl;
        if (options.Value(Manager) is { } text)
        {
            (manager, var wrong) = ManagerUrl.Parse(text);
            if (manager is null)
            {
                return CommandLine.Usage(context, Name, $"{Manager}: {wrong}");
            }
        }
        if (manager is null)
        {
            return CommandLine.Usage(context, Name, $"{Manager} URL is needed, or enrollment.manager_url");
        }
        var present = disk.Read().Record;
        if (present is { Stage: not (EnrolmentStage.Asking or EnrolmentStage.Ready) } && present.Manager != manager)
        {
            // Before anything is written: its copy of the CA is needed yet.
            return Fail(context, Unfinished(present), ExitCode.InputOutput);
        }
        var trust = options.Value(CaFile) is { } file ? Path.GetFullPath(file)
            : options.Has(SystemRootsOption) ? ManagerTrust.System
            : options.Value(FingerprintOption) is { } fingerprint ? ManagerTrust.FingerprintPrefix + fingerprint
            : settings.Enrollment.ManagerTrust ?? "";
        if (trust.Length > 0 && ManagerTrust.Read(trust).Failure is { } unusable)
        {
            return Fail(context, unusable, options.Has(FingerprintOption) ? ExitCode.Usage : ExitCode.NoInput);
        }
        string[] verifies = [.. new[] { CaFile, SystemRootsOption, FingerprintOption }.Where(options.Has)];
        if (present is { Stage: EnrolmentStage.Waiting } && verifies is [var given]
            && !(options.Has(CaFile) ? present.Trust == disk.AuthoritiesFile && IsSameFile(trust, disk.AuthoritiesFile)
                : ManagerTrust.IsSame(present.Trust, trust)))
        {
            // Begun is begun: the manager has been verified, and its token is not sent to one that is verified otherwise.
            return Fail(context, $"{given}: the enrolment that waits verifies the manager by {present.Trust}; go on with it without "
                + $"{given}, or give it up with 'linux-patch-api enroll --abandon'", ExitCode.Usage);
        }
        var (applicant, noId) = EnrolmentStart.Applicant(HostPaths.Host);
        if (applicant is null)
        {
            return Fail(context, noId!, ExitCode.Configuration);
        }
        var (fqdn, address, nowhere) = await EnrolmentStart.IdentityAsync(
            settings.Enrollment, manager, HostPaths.Host, applicant.Hostname, cancellation);
        if (nowhere is not null)
        {
            return Fail(context, nowhere, ExitCode.Unavailable);
        }
        if (options.Has(CaFile))
        {
            var content = BoundedFile.Read(trust, TlsLimits.MaxPemBytes);
            if ((content.Bytes is { } pem ? disk.KeepAuthorities(pem) : content.Problem) is { } unkept)
            {
                return Fail(context, unkept.ToString(), ExitCode.InputOutput);
            }
            trust = disk.AuthoritiesFile;
        }
        var runner = new EnrolmentRunner(disk, applicant, settings, context.Clock)
        {
            Waiting = waits => Show(waits, context.Error),
            Installed = bundle =>
            {
                if (bundle.ListProblem is { } listProblem)
                {
                    context.Error.WriteLine($"the manager's revocation list: {listProblem}");
                }
            },
            Boot = new HostFacts(HostPaths.Host).KernelBootId,
        };
        var (begun, problem) = runner.Begin(manager, trust, fqdn!, address!);
        if (problem is null && begun!.Manager != manager)
        {
            problem = Unfinished(begun);
        }
        return problem is not null
            ? Fail(context, problem, ExitCode.InputOutput)
            : await FollowAsync(runner, options.Has(NoWait), context, cancellation);
    }

    private static bool IsSameFile(string one, string other) =>
        BoundedFile.Read(one, TlsLimits.MaxPemBytes).Bytes is { } bytes
        && BoundedFile.Read(other, TlsLimits.MaxPemBytes).Bytes is { } known && bytes.AsSpan().SequenceEqual(known);

    private static string Unfinished(EnrolmentRecord record) =>
        $"an enrolment with {record.Manager} is not complete; 'linux-patch-api enroll --abandon' gives it up";

    /// <summary>A signal ends the wait, but never an exchange: what the manager gives, it gives only once.</summary>
    private static async Task<ExitCode> FollowAsync(
        EnrolmentRunner runner, bool isShort, CommandContext context, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        try
        {
            return await StepsAsync(runner, isShort, context, end.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fail(context, "interrupted; an agent that runs goes on, else the same command does", ExitCode.Interrupted);
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }
    }

    private static async Task<ExitCode> StepsAsync(
        EnrolmentRunner runner, bool isShort, CommandContext context, CancellationToken cancellation)
    {
        string? shown = null;
        while (true)
        {
            var (record, problem) = await runner.StepAsync(cancellation);
            if (problem is not null)
            {
                return Fail(context, problem, ExitCode.InputOutput);
            }
            if (record is null)
            {
                return Fail(context, "the enrolment was given up", ExitCode.Failure);
            }
            if (EnrolmentText.Status(record) is var line && line != shown)
            {
                Show(record, record.Problem == EnrolmentProblem.None ? context.Output : context.Error);
                shown = line;
            }
            if (record.Stage == EnrolmentStage.Ready)
            {
                return ExitCode.Ok;
            }
            if (record.Stage == EnrolmentStage.Ended)
            {
                return ExitCode.Failure;
            }
            if (record.Problem is EnrolmentProblem.NoTrust or EnrolmentProblem.Untrusted)
            {
                return ExitCode.Unavailable;
            }
            var wait = record.NextAt - context.Clock.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                if (isShort)
                {
                    return record.Stage == EnrolmentStage.Waiting ? ExitCode.Ok : ExitCode.TemporaryFailure;
                }
                await Task.Delay(
                    wait < EnrolmentLimits.LongestInterval ? wait : EnrolmentLimits.LongestInterval, context.Clock, cancellation);
            }
        }
    }

    private static void Show(EnrolmentRecord record, TextWriter output)
    {
        output.WriteLine(EnrolmentText.Status(record));
        if (EnrolmentText.Remedy(record) is { } remedy && record.Stage != EnrolmentStage.Ready)
        {
            output.WriteLine($"  {remedy}");
        }
    }

    private static ExitCode Fail(CommandContext context, string problem, ExitCode code)
    {
        context.Error.WriteLine($"linux-patch-api {Name}: {problem}");
        return code;
    }
}
