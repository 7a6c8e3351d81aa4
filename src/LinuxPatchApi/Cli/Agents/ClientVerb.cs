using System.Runtime.InteropServices;
using LinuxPatchApi.ClientView;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Files;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Pki.Bundles;

namespace LinuxPatchApi.Cli.Agents;

/// <summary>client: calls agents from another machine.</summary>
internal static class ClientVerb
{
    private const string Name = "client";
    private const string HostOption = "-H";
    private const string FileOption = "-f";
    private const string CaOption = "--ca";
    private const string CertificateOption = "--cert";
    private const string KeyOption = "--key";
    private const string JsonOption = "--json";

    /// <summary>The options that only some actions have.</summary>
    private static readonly OptionSpec[] OfActions =
    [
        new(ClientCommand.Security, null, "patches, plan, apply: security updates only"),
        new(ClientCommand.Exclude, "GLOB", "plan, apply: leave these packages out") { IsRepeatable = true },
        new(ClientCommand.Refresh, null, "patches, plan, apply, undo: refresh the lists before"),
        new(ClientCommand.AllowReboot, null, "plan, apply: reboot afterwards when that is needed"),
        new(ClientCommand.RestartServices, null, "plan, apply: restart services that run replaced files"),
        new(ClientCommand.Force, null, "undo, reboot: go over what the agent otherwise refuses"),
        new(ClientCommand.Delay, "SECONDS", "reboot: after that time"),
        new(ClientCommand.Reason, "TEXT", "reboot: shown to those who are logged in"),
        new(ClientCommand.Cancel, null, "reboot: cancel the one that is scheduled"),
        new(ClientCommand.Yes, null, "change without asking"),
        new(ClientCommand.NoWait, null, "apply, undo, repair: do not follow the job"),
    ];

    public static readonly Verb Verb = new(
        Name,
        "Call agents: status, patches, plan, apply, watch, undo and others",
        "ACTION is status, patches, plan [PACKAGE...], apply [PACKAGE...], watch JOB, undo JOB, jobs, reboot, restarts, repair or doctor.\n"
        + "apply, undo, reboot and repair show what would happen and ask; apply does exactly the plan that was shown. Ctrl-C leaves a\n"
        + "job running and says how to watch it again. Several hosts get one line each. Hosts are those of -H and -f, "
        + "else of hosts.txt in\n"
        + "~/.config/linux-patch-api, where ca.pem, client.pem and client.key.pem are looked for too. Exits with 0 when all is done as\n"
        + "planned, 1 when a job or check failed, the agent refused or a package named for apply was left out, 69 when it was not\n"
        + "reached, 75 when it may be tried again, 76 when the answer is no agent's, 77 when a certificate or its role does not suffice,\n"
        + "130 after Ctrl-C.",
        [
            new OptionSpec(HostOption, "HOST", "an agent: HOST, HOST:PORT or a URL") { IsRepeatable = true },
            new OptionSpec(FileOption, "FILE", "a file with one host a line"),
            .. OfActions,
            new OptionSpec(JsonOption, null, "print the answers as they came"),
            new OptionSpec(CaOption, "FILE", "certificate of the CA that issued the agents' certificates"),
            new OptionSpec(CertificateOption, "FILE", "client certificate"),
            new OptionSpec(KeyOption, "FILE", "its private key"),
        ],
        (options, context, cancellation) => RunAsync(options, context, Terminal.Own(), cancellation))
    {
        Operand = "ACTION [ARGUMENT...]",
    };

    internal static async Task<ExitCode> RunAsync(
        ParsedOptions options, CommandContext context, Terminal terminal, CancellationToken cancellation)
    {
        SystemRoots.Ignore();
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var option in OfActions)
        {
            if (options.Has(option.Name))
            {
                given[option.Name] = options.Values(option.Name);
            }
        }
        var (command, problem) = ClientCommand.Parse(options.Operands, given);
        if (command is null)
        {
            return CommandLine.Usage(context, Name, problem + Hint(options.Operands));
        }
        if (options.Has(CertificateOption) != options.Has(KeyOption))
        {
            return CommandLine.Usage(context, Name, $"{CertificateOption} and {KeyOption} belong together");
        }
        var (hosts, failure) = Hosts(options, context);
        if (hosts is null)
        {
            return failure;
        }
        var (certificates, why) = ClientCertificates.Load(
            options.Value(CaOption), options.Value(CertificateOption), options.Value(KeyOption), context.Clock.GetUtcNow());
        if (certificates is null)
        {
            context.Error.WriteLine($"linux-patch-api {Name}: {why}");
            return ExitCode.NoInput;
        }
        var calls = new List<HostCall>();
        foreach (var host in hosts)
        {
            calls.Add(new HostCall(new AgentConnection(host, certificates, context.Clock), command, context.Clock));
        }
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        PosixSignalRegistration? signal = null;
        try
        {
            return await new ClientRun(calls, command, options.Has(JsonOption), context, terminal).RunAsync(Interrupts, cancellation);
        }
        finally
        {
            signal?.Dispose();
        }

        CancellationToken Interrupts()
        {
            signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, received =>
            {
                received.Cancel = true;
                interrupt.Cancel();
            });
            return interrupt.Token;
        }
    }

    /// <summary>The likely meaning of an action that there is not; empty without one.</summary>
    private static string Hint(IReadOnlyList<string> operands) => operands is [var action, ..] && ClientCommand.Named(action) is null
        ? NearestName.Hint(action, ClientCommand.Names)
        : "";

    private static (IReadOnlyList<AgentAddress>? Hosts, ExitCode Failure) Hosts(ParsedOptions options, CommandContext context)
    {
        var hosts = new List<AgentAddress>();
        foreach (var text in options.Values(HostOption))
        {
            if (AgentAddress.Parse(text) is not { } host)
            {
                return (null, CommandLine.Usage(context, Name, $"{HostOption}: {Plain.Text(text)} is no host"));
            }
            hosts.Add(host);
        }
        var usual = Path.Combine(ClientCertificates.Directory, ClientFiles.HostsName);
        var file = options.Value(FileOption) ?? (hosts.Count == 0 ? usual : null);
        if (file is not null)
        {
            var read = BoundedFile.Read(file, ClientLimits.MaxHostsBytes);
            if (read.Bytes is not { } bytes)
            {
                context.Error.WriteLine($"linux-patch-api {Name}: {read.Problem}"
                    + (file == usual ? $"; name a host with {HostOption} or a file of hosts with {FileOption}" : ""));
                return (null, ExitCode.NoInput);
            }
            var (parsed, problem) = AgentAddress.ParseFile(file, bytes);
            if (parsed is null)
            {
                return (null, CommandLine.Usage(context, Name, problem!));
            }
            hosts.AddRange(parsed);
        }
        return AgentAddress.Check(hosts) is { } wrong ? (null, CommandLine.Usage(context, Name, wrong)) : (hosts, ExitCode.Ok);
    }
}
