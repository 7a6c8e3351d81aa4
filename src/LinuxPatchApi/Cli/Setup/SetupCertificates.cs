using System.Net;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.LocalClient;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Files;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Pki.Bundles;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>The steps of setup that make certificates: the CA, the server's and the client's.</summary>
internal sealed class SetupCertificates(
    Settings settings, SetupOptions options, ServerNames wanted, string hostname, CommandContext context)
{
    private const string Step = "certificates";
    private readonly DateTimeOffset _now = context.Clock.GetUtcNow();
    private readonly TlsSettings _tls = settings.Tls;
    private ServerNames? _called;

    public ClientFiles Client { get; } = new(options.Output);

    public StepFailure? Run(StepReport report)
    {
        var loaded = TlsLoader.Load(_tls, AgentPaths.RevocationList(settings), _now);
        var hasAuthorities = File.Exists(_tls.CaCertificatePath);
        var kept = options.CaDirectory is null ? null : new CertificateAuthority(options.CaDirectory, context.Clock);
        var missing = loaded.Material is { } there ? ServerNames.In(there.Server).Missing(wanted) : [];
        var facts = new CertificateFacts(
            hasAuthorities,
            File.Exists(_tls.ServerCertificatePath) || _tls.ServerKeyPaths.Any(File.Exists),
            loaded.Material is not null,
            missing.Count,
            loaded.Material is not null && PemCertificates.EndsSoon(loaded.Material.Server, _now),
            kept is not null && hasAuthorities && IsInForce(kept.Files.AuthorityCertificate),
            options.Force);
        var action = facts.Decide();
        return action switch
        {
            CertificateAction.Create => Create(report),
            CertificateAction.Reissue => Reissue(missing, report),
            CertificateAction.Refuse => Refuse(loaded),
            _ => Keep(loaded.Material!, action == CertificateAction.Keep ? [] : missing, facts, report),
        };
    }

    /// <summary>Makes all of it. The client's files come first: without a kept CA nobody could make them later.</summary>
    private StepFailure? Create(StepReport report)
    {
        var name = $"linux-patch-api on {hostname}";
        var (made, failure) = options.CaDirectory is { } directory
            ? SetupAuthority.Kept(directory, name, context.Clock)
            : (SetupAuthority.Passing(Cut(name), context.Clock), null);
        if (made is null)
        {
            return failure;
        }
        using var authority = made;
        report.Say("ca", authority.IsKept
            ? $"its key is in {options.CaDirectory}: keep that directory from others, or move it away"
            : "new; its key is kept nowhere, so it issues no further certificate (--ca DIR keeps it)");
        return IssueClient(authority, report) ?? IssueServer(authority, authority.Certificate, report);
    }

    private StepFailure? Reissue(IReadOnlyList<string> missing, StepReport report)
    {
        var (authority, failure) = SetupAuthority.Kept(options.CaDirectory!, null, context.Clock);
        if (authority is null)
        {
            return failure;
        }
        report.Say("ca", $"{options.CaDirectory}, as before"
            + (missing.Count == 0 ? "" : $"; the server certificate lacked {string.Join(", ", missing)}"));
        return IssueServer(authority, InForce(authority.Certificate), report)
            ?? (HasClient(authority.Certificate) ? SayClient(report) : IssueClient(authority, report));
    }

    private StepFailure Refuse(TlsLoadResult loaded)
    {
        var why = string.Join("; ", loaded.Problems.Where(p => p.IsFatal).Select(p => $"{p.Path}: {p.Detail}"));
        return new StepFailure(Step, why.Length == 0 ? "the files in place are incomplete" : why,
            "correct or complete the files, give the CA that issued them with --ca DIR, or replace all of them with --force",
            ExitCode.Configuration);
    }

    private StepFailure? Keep(TlsMaterial material, IReadOnlyList<string> missing, CertificateFacts facts, StepReport report)
    {
        var inForce = ServerNames.In(material.Server);
        report.Say("server", $"unchanged, until {material.Server.NotAfter.ToUniversalTime():yyyy-MM-dd}, "
            + $"for {string.Join(", ", inForce.All)}");
        // A host whose addresses have all changed is called by what the certificate has.
        _called = inForce.Having(wanted) is { IsCallableFromOutside: true } both ? both : inForce.Count > 0 ? inForce : null;
        if (missing.Count > 0)
        {
            report.Say("", $"warning: clients that call it {string.Join(" or ", missing)} refuse it; --ca DIR or --force makes another");
        }
        if (facts.EndsSoon)
        {
            report.Say("", "warning: it ends soon; --ca DIR, with the CA that issued it, or --force makes another");
        }
        if (options.CaDirectory is { } unused && !facts.HasIssuer)
        {
            report.Say("ca", $"warning: {unused} is not used: the certificates in force are of another CA; with --force all of them are "
                + "replaced by those of that directory");
        }
        return !facts.HasIssuer ? SayClient(report)
            : PlaceList(report) ?? (HasClient(null) ? SayClient(report) : IssueClientLater(report));
    }

    /// <summary>Puts the revocation list of the kept CA in place when it is newer than the one there.</summary>
    private StepFailure? PlaceList(StepReport report)
    {
        if (_tls.Configured is not null)
        {
            report.Say("crl", $"unchanged, {_tls.CrlPath}: the manager of this host renews the list");
            return null;
        }
        var path = new PkiFiles(options.CaDirectory!).RevocationList;
        var again = $"'linux-patch-api pki crl --directory {options.CaDirectory}' writes the list again";
        var read = BoundedFile.Read(path, CrlLimits.MaxBytes);
        var authorities = BoundedFile.Read(_tls.CaCertificatePath, TlsLimits.MaxPemBytes);
        if ((read.Problem ?? authorities.Problem) is { } unread)
        {
            return new StepFailure("crl", unread.ToString(), again, ExitCode.InputOutput);
        }
        var (order, unusable) = new HostFilesInstall(_tls, _now).Compare(read.Bytes!, authorities.Bytes!, path);
        if (unusable is not null)
        {
            return new StepFailure("crl", unusable, again, ExitCode.DataError);
        }
        if (order != CrlOrder.Newer)
        {
            SayListStays(order, report);
            return null;
        }
        if (PkiFiles.WritePublic(_tls.CrlPath, read.Bytes!) is { } problem)
        {
            return new StepFailure("crl", problem.ToString(), "run this as root", ExitCode.InputOutput);
        }
        report.Say("crl", $"the newer list of {options.CaDirectory} is in place");
        return null;
    }

    private void SayListStays(CrlOrder order, StepReport report)
    {
        if (order == CrlOrder.Older)
        {
            report.Say("crl", $"warning: {_tls.CrlPath} is newer than the list of {options.CaDirectory}, and stays; "
                + "is that directory an old copy?");
        }
        else if (order == CrlOrder.Mixed)
        {
            report.Say("crl", $"warning: {_tls.CrlPath} stays: it and the list of {options.CaDirectory} each have what the other lacks; "
                + "bring them together by hand");
        }
    }

    /// <summary>The file of CA certificates in force when it has the kept CA: clients of its other CAs must not be refused.</summary>
    private byte[] InForce(byte[] kept) =>
        BoundedFile.Read(_tls.CaCertificatePath, TlsLimits.MaxPemBytes).Bytes is { } inForce
        && PemAuthorities.Of(inForce) is var all && PemAuthorities.Of(kept).All(all.Contains) ? inForce : kept;

    private StepFailure? IssueClientLater(StepReport report)
    {
        var (authority, failure) = SetupAuthority.Kept(options.CaDirectory!, null, context.Clock);
        return authority is null ? failure : IssueClient(authority, report);
    }

    private StepFailure? SayClient(StepReport report)
    {
        report.Say("client", HasClient(null) ? $"unchanged, {Client.Archive}"
            : IsClientRevoked() ? $"warning: {Client.Certificate} is revoked; the agent refuses it (--ca DIR makes another)"
            : $"not in {options.Output}: moved away, or never made here (--ca DIR, with the key of the CA, makes one)");
        using var there = OwnClient.Load(Client.Certificate, Client.Key, _now);
        if (options.GivenClient is { } name && there?.GetNameInfo(X509NameType.SimpleName, false) is var other && other != name)
        {
            report.Say("", $"warning: --client {name} took no effect: no certificate was made"
                + (other is null ? "" : $", and the one there is for {other}; --output DIR names a place for another"));
        }
        return null;
    }

    private StepFailure? IssueServer(SetupAuthority authority, byte[] authorities, StepReport report)
    {
        var names = wanted.First(ServerNames.Most);
        var (issued, failure) = authority.Issue(CertificateUse.Server, hostname, names);
        if (issued is null)
        {
            return failure;
        }
        var install = new HostFilesInstall(_tls, _now);
        var (order, _) = install.Compare(authority.RevocationList, authorities, "the list of the CA");
        var isOlder = order is CrlOrder.Older or CrlOrder.Mixed;
        var (written, problem) = install.Apply(
            new HostFiles(authorities, issued.Certificate, issued.Key, isOlder ? null : authority.RevocationList));
        if (problem is not null)
        {
            return problem;
        }
        report.Say("server", $"until {issued.NotAfter:yyyy-MM-dd}, for {string.Join(", ", names.All)}");
        if (wanted.Count > names.Count)
        {
            report.Say("", $"warning: {wanted.Count - names.Count} more addresses of this host are left out; "
                + "name those that clients call with --name");
        }
        report.Say("", $"written beside {(_tls.Configured ?? _tls).ServerCertificatePath}: {string.Join(", ", written)}");
        SayListStays(order, report);
        return null;
    }

    private StepFailure? IssueClient(SetupAuthority authority, StepReport report)
    {
        if (Client.Prepare() is { } unusable)
        {
            return new StepFailure(
                "client", unusable.ToString(), "name a directory of your own, or a new one: --output DIR", ExitCode.InputOutput);
        }
        var wasRevoked = authority.HasRevoked(options.Client);
        var (issued, failure) = authority.Issue(CertificateUse.Client, options.Client, new ServerNames([], []));
        if (issued is null)
        {
            return failure;
        }
        var (password, problem) = Client.Write(authority.Certificate, issued, options.Client, Called(), _now);
        if (problem is not null)
        {
            return new StepFailure(
                "client", problem.ToString(), "name a directory that can be written: --output DIR", ExitCode.InputOutput);
        }
        report.Say("client", $"{Client.Archive}, {options.Client}, until {issued.NotAfter:yyyy-MM-dd}");
        if (wasRevoked)
        {
            report.Say("", $"note: the certificate of {options.Client} was revoked; a new one was issued");
        }
        report.Say("", $"for browsers {Client.Browser}, password {password} (shown only now)");
        return null;
    }

    /// <summary>HOST or HOST:PORT as the client calls this host: the server certificate has it.</summary>
    public string Called() => ClientAddress.Of(options, _called ?? wanted, settings.Server.Port);

    /// <summary>The client's certificate in the output directory; null when there is none that the authorities issued.</summary>
    public X509Certificate2? LoadClient(X509Certificate2Collection authorities) =>
        OwnClient.Load(Client.Certificate, Client.Key, _now) is { } client
        && ServerIdentityCheck.LeadsTo(client, [], authorities, _now) ? client : null;

    private bool HasClient(byte[]? authority)
    {
        var authorities = new X509Certificate2Collection();
        if (authority is not null)
        {
            authorities.Add(X509CertificateLoader.LoadCertificate(authority));
        }
        else if (AuthorityFile.Load(_tls.CaCertificatePath, _now, TlsLimits.ExpiresSoon, [], out _) is { } loaded)
        {
            authorities = loaded;
        }
        using var client = LoadClient(authorities);
        return client is not null && !PemCertificates.EndsSoon(client, _now) && !IsRevoked(client);
    }

    private bool IsClientRevoked() => OwnClient.Load(Client.Certificate, Client.Key, _now) is { } client && IsRevoked(client);

    /// <summary>True when a list on this host has the certificate, whatever the policy is for lists that are missing.</summary>
    private bool IsRevoked(X509Certificate2 client)
    {
        var authorities = AuthorityFile.Load(_tls.CaCertificatePath, _now, TlsLimits.ExpiresSoon, [], out _) ?? [];
        var lists = TlsLoader.LoadCrls(_tls, AgentPaths.RevocationList(settings), authorities, _now);
        var inForce = CrlDecision.Decide(previous: null, lists, downloadProblem: null, authorities);
        return ChainCheck.Judge(inForce, [client], CrlPolicy.KeepServing, _now) == ChainVerdict.Revoked;
    }

    private bool IsInForce(string authority) =>
        AuthorityFile.Load(authority, _now, TlsLimits.ExpiresSoon, [], out _) is { } kept
        && AuthorityFile.Load(_tls.CaCertificatePath, _now, TlsLimits.ExpiresSoon, [], out _) is { } inForce
        && kept.Any(certificate => inForce.Any(other => other.Thumbprint == certificate.Thumbprint));

    private static string Cut(string name) => name.Length <= PkiLimits.MaxCommonName ? name : name[..PkiLimits.MaxCommonName];
}
